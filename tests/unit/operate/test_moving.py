"""Dead letters on their way back, by hand and by SQS itself."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.operate.moving import Moved, Mover

from tests.gearbox_world.faults import Fault, Killed, refusal
from tests.gearbox_world.world import FAILURES, UNDIAGNOSED, World


def mover(here: World, sqs: Any = None) -> Mover:
    client: Any = sqs or here.sqs
    return Mover(client, UNDIAGNOSED, FAILURES)


def undiagnosed(count: int) -> World:
    here = World(random.Random(1))
    for number in range(count):
        here.sqs.put(UNDIAGNOSED, f"body {number}", here.now)
    return here


def test_messages__are_moved_by_hand_where_sqs_cannot() -> None:
    here = undiagnosed(25)

    assert mover(here).move(by_task=False) == Moved(25)

    assert {one.body for one in here.sqs.queues[FAILURES].messages} == {f"body {number}" for number in range(25)}
    assert here.sqs.queues[UNDIAGNOSED].messages == []


def test_move_cut_off_anywhere__loses_nothing() -> None:
    for place in range(8):
        here = undiagnosed(2)
        here.wire.choose = lambda _, place=place, here=here: (  # type: ignore[misc]
            Fault.KILLED_BEFORE if len(here.wire.calls) == place + 1 else Fault.NONE
        )
        try:
            mover(here).move(by_task=False)
        except Killed:
            here.wire.choose = lambda _: Fault.NONE
            here.now += 200
            mover(here).move(by_task=False)
        assert {one.body for one in here.sqs.queues[FAILURES].messages} == {"body 0", "body 1"}
        assert here.sqs.queues[UNDIAGNOSED].messages == []


@dataclass
class TaskingSqs:
    """SQS as far as a task takes it; ``refusing`` with an error code, if any."""

    here: World
    refusing: str = ""
    started: list[dict[str, str]] = field(default_factory=list)

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: ARG002, N803
        return {"Attributes": {"QueueArn": f"arn:{QueueUrl}", "ApproximateNumberOfMessages": "25"}}

    def start_message_move_task(self, **arguments: str) -> dict[str, str]:
        if self.refusing:
            raise refusal("StartMessageMoveTask", self.refusing, 400)
        self.started.append(arguments)
        return {"TaskHandle": "handle"}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.here.sqs, name)


def test_messages__are_moved_by_a_task_where_sqs_can() -> None:
    sqs = TaskingSqs(undiagnosed(25))

    assert mover(sqs.here, sqs).move() == Moved(25, "handle")

    assert sqs.started == [{"SourceArn": "arn:undiagnosed", "DestinationArn": "arn:failures"}]


def test_task_that_brings_messages_to_where_they_came_from__is_given_no_destination() -> None:
    sqs = TaskingSqs(undiagnosed(25))

    assert Mover(sqs, UNDIAGNOSED, FAILURES, to_source=True).move() == Moved(25, "handle")  # type: ignore[arg-type]

    assert sqs.started == [{"SourceArn": "arn:undiagnosed"}]


@dataclass
class OneLetter:
    """SQS with one dead letter, which has all that a message can have."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    def receive_message(self, **_: Any) -> dict[str, Any]:
        if self.sent:
            return {}
        said = {"DeadLetterQueueSourceArn": "arn:aws:sqs:r:1:orders.fifo", "MessageGroupId": "customer 7"}
        told = {"priority": {"DataType": "String", "StringValue": "high"}}
        return {"Messages": [{"Body": "body", "ReceiptHandle": "r", "MessageAttributes": told, "Attributes": said}]}

    def get_queue_url(self, *, QueueName: str) -> dict[str, str]:  # noqa: N803
        return {"QueueUrl": f"https://{QueueName}"}

    def send_message(self, **sent: Any) -> None:
        self.sent.append(sent)

    def delete_message(self, **_: Any) -> None:
        assert self.sent


def test_message_moved_by_hand__keeps_its_attributes_and_its_group_and_goes_where_it_came_from() -> None:
    sqs: Any = OneLetter()

    assert Mover(sqs, "https://dead.fifo", "https://any.fifo", to_source=True).move(by_task=False) == Moved(1)

    (sent,) = sqs.sent
    assert sent.pop("MessageDeduplicationId")
    assert sent == {
        "QueueUrl": "https://orders.fifo",
        "MessageBody": "body",
        "MessageAttributes": {"priority": {"DataType": "String", "StringValue": "high"}},
        "MessageGroupId": "customer 7",
    }


def test_partition_without_tasks__is_found_out() -> None:
    sqs = TaskingSqs(undiagnosed(3), "AWS.SimpleQueueService.UnsupportedOperation")

    assert mover(sqs.here, sqs).move() == Moved(3)


def test_other_refusals_of_a_task__are_told() -> None:
    sqs = TaskingSqs(undiagnosed(3), "AccessDenied")

    with pytest.raises(ClientError, match="AccessDenied"):
        mover(sqs.here, sqs).move()
