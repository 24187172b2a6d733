"""What gearbox relies on of its queues, held against every SQS that there is: in memory, in process, and embedded."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gearbox.arrivals import Arrival, read
from gearbox.queues import LONGEST_DELAY, Queue
from lambda_kit.sqs import Message
from stackyard.operate.moving import Moved, Mover

from tests.patience import eventually

SENT = datetime(2026, 11, 21, tzinfo=UTC)
MOST_DELIVERIES = 2  # of the queue of arrivals
MOST_DIAGNOSES = 4  # of its dead letters, should their count go on
HIDDEN_SECONDS = 3600  # longer than any test takes, so that nothing comes back by itself


@dataclass
class Queues:
    """A queue of arrivals, its dead letters, and theirs. ``wait`` lets seconds pass."""

    sqs: Any
    arrivals: str
    failures: str
    undiagnosed: str
    wait: Callable[[float], None] = time.sleep

    def received(self, url: str) -> list[Message]:
        """Receive what is visible, and hide it."""
        told = self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            AttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Message(
                one["MessageId"],
                one["ReceiptHandle"],
                one["Body"],
                int(one["Attributes"]["ApproximateReceiveCount"]),
                SENT,
            )
            for one in told.get("Messages", [])
        ]

    def keys(self, url: str) -> list[str]:
        """Receive what is visible; the keys that it is about."""
        return [read(message.body, "inbox").arrivals[0].key for message in self.received(url)]


def created(sqs: Any) -> Queues:
    """Make the queues by an SQS client."""
    name = f"gearbox-{uuid.uuid4().hex[:8]}"

    def make(what: str, dead: str = "", count: int = 0) -> str:
        attributes = {"VisibilityTimeout": str(HIDDEN_SECONDS)}
        if dead:
            told = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
            policy = {"deadLetterTargetArn": told["QueueArn"], "maxReceiveCount": count}
            attributes["RedrivePolicy"] = json.dumps(policy)
        return str(sqs.create_queue(QueueName=f"{name}-{what}", Attributes=attributes)["QueueUrl"])

    undiagnosed = make("undiagnosed")
    failures = make("failures", undiagnosed, MOST_DIAGNOSES)
    return Queues(sqs, make("arrivals", failures, MOST_DELIVERIES), failures, undiagnosed)


def arrival(key: str) -> Arrival:
    """Make an event of a key."""
    return Arrival("inbox", key, "", 1, "", "00A1".ljust(40, "0"), removed=False, time="")


class QueueSuite:
    """The tests; whoever inherits gives the fixture ``queues``."""

    def test_event__is_received_as_it_was_sent(self, queues: Queues) -> None:
        Queue(queues.sqs, queues.arrivals).send(arrival("ü"))

        (message,) = queues.received(queues.arrivals)

        assert read(message.body, "inbox").arrivals == (arrival("ü"),)
        assert message.received == 1

    def test_delayed_event__comes_when_its_time_has_come(self, queues: Queues) -> None:
        queue = Queue(queues.sqs, queues.arrivals)
        queue.send(arrival("late"), delay=LONGEST_DELAY)
        queue.send(arrival("soon"), delay=1)

        def came() -> list[str]:
            queues.wait(0.5)
            return queues.keys(queues.arrivals)

        assert eventually(came) == ["soon"]

    def test_message__is_hidden_until_it_is_postponed_to_now(self, queues: Queues) -> None:
        queue = Queue(queues.sqs, queues.arrivals)
        queue.send(arrival("a"))
        (first,) = queues.received(queues.arrivals)

        hidden = queues.received(queues.arrivals)
        queue.postpone(first, 0)
        (second,) = queues.received(queues.arrivals)

        assert (hidden, second.id, second.received) == ([], first.id, 2)

    def test_message_that_is_gone__cannot_be_postponed_and_nobody_minds(self, queues: Queues) -> None:
        Queue(queues.sqs, queues.arrivals).postpone(Message("gone", "no receipt", "", 1, SENT), 5)

        assert queues.received(queues.arrivals) == []

    def test_message_that_keeps_failing__is_diagnosed_and_then_put_aside(self, queues: Queues) -> None:
        Queue(queues.sqs, queues.arrivals).send(arrival("a"))

        tried = self._failing(queues, queues.arrivals)
        diagnosed = self._failing(queues, queues.failures)

        assert tried == MOST_DELIVERIES
        assert diagnosed in {MOST_DIAGNOSES, MOST_DIAGNOSES - MOST_DELIVERIES}
        assert queues.keys(queues.undiagnosed) == ["a"]

    def test_messages_put_aside__are_moved_back_by_hand(self, queues: Queues) -> None:
        for number in range(12):
            Queue(queues.sqs, queues.undiagnosed).send(arrival(str(number)))

        moved = Mover(queues.sqs, queues.undiagnosed, queues.failures).move(by_task=False)

        assert moved == Moved(12)
        found = [key for _ in range(3) for key in queues.keys(queues.failures)]
        assert sorted(found, key=int) == [str(number) for number in range(12)]

    def _failing(self, queues: Queues, url: str) -> int:
        """Let the one message of a queue fail until it is gone; returns how often it was delivered."""
        times = 0
        while messages := queues.received(url):
            times += 1
            Queue(queues.sqs, url).postpone(messages[0], 0)
        return times
