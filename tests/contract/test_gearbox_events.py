"""What gearbox relies on beside its table: S3's events, and queues that delay, hide, put aside and move back."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
from gearbox.arrivals import Arrival, read
from gearbox.inbox import Inbox
from gearbox.moving import Mover
from gearbox.queues import Message, Queue

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer

KEY = "folder/ü b+c%20&=?/ 日本.txt"


class Surroundings:
    """A queue of arrivals, its dead letters, and theirs."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.sqs: Any = server.client("sqs")
        self.s3: Any = server.client("s3")
        self.name = f"gearbox-{uuid.uuid4().hex[:8]}"
        self.undiagnosed = self._queue("undiagnosed", {})
        self.failures = self._queue("failures", self._redrive("undiagnosed", 2))
        self.arrivals = self._queue("arrivals", self._redrive("failures", 2))

    def bucket(self) -> str:
        """A versioned bucket that tells the queue of arrivals."""
        self.s3.create_bucket(Bucket=self.name, CreateBucketConfiguration={"LocationConstraint": REGION})
        permitted = {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self._arn("arrivals"),
            "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{self.name}"}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [permitted]})
        self.sqs.set_queue_attributes(QueueUrl=self.arrivals, Attributes={"Policy": policy})
        self.s3.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})
        told = {"QueueArn": self._arn("arrivals"), "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
        self.s3.put_bucket_notification_configuration(
            Bucket=self.name, NotificationConfiguration={"QueueConfigurations": [told]}
        )
        return self.name

    def received(self, url: str, count: int = 1) -> list[dict[str, Any]]:
        """Receive messages, as Lambda would hand them to a function, until there are ``count``."""
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + 15
        while len(found) < count and time.monotonic() < deadline:
            answer = self.sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, AttributeNames=["All"]
            )
            found += answer.get("Messages", [])
        return [
            {"messageId": one["MessageId"], "receiptHandle": one["ReceiptHandle"], "body": one["Body"],
             "attributes": one["Attributes"]}
            for one in found
        ]  # fmt: skip

    def _queue(self, what: str, attributes: dict[str, str]) -> str:
        created = self.sqs.create_queue(
            QueueName=f"{self.name}-{what}", Attributes={"VisibilityTimeout": "30", **attributes}
        )
        return str(created["QueueUrl"])

    def _redrive(self, dead: str, count: int) -> dict[str, str]:
        return {"RedrivePolicy": json.dumps({"deadLetterTargetArn": self._arn(dead), "maxReceiveCount": count})}

    def _arn(self, what: str) -> str:
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}-{what}"


@pytest.fixture
def around(repaired: EmbeddedServer) -> Surroundings:
    return Surroundings(repaired)


def test_events_of_a_key__carry_growing_sequencers_versions_and_the_key(around: Surroundings) -> None:
    bucket = around.bucket()
    versions = [around.s3.put_object(Bucket=bucket, Key=KEY, Body=text)["VersionId"] for text in (b"one", b"three")]
    marker = around.s3.delete_object(Bucket=bucket, Key=KEY)["VersionId"]

    told = around.received(around.arrivals, 4)  # one of them is S3's own, to try the queue

    readings = [read(message["body"], bucket) for message in told]
    assert [fault for reading in readings for fault in reading.faults] == []
    events = sorted((arrival for reading in readings for arrival in reading.arrivals), key=lambda one: one.rank)
    assert [event.key for event in events] == [KEY] * 3
    assert [event.version_id for event in events] == [*versions, marker]
    assert [event.size for event in events[:2]] == [3, 5]
    assert [event.removed for event in events] == [False, False, True]
    assert len({event.rank for event in events}) == 3
    assert events[0].etag == Inbox(around.s3, bucket).look(KEY, versions[0]).etag  # type: ignore[union-attr]


def test_inbox__tells_what_stands_there_now(around: Surroundings) -> None:
    bucket = around.bucket()
    inbox = Inbox(around.s3, bucket)
    version = around.s3.put_object(Bucket=bucket, Key=KEY, Body=b"one", ContentType="text/csv")["VersionId"]
    marker = around.s3.delete_object(Bucket=bucket, Key=KEY)["VersionId"]

    gone, by_marker, by_version = inbox.look(KEY), inbox.look(KEY, marker), inbox.look(KEY, version)
    around.s3.delete_object(Bucket=bucket, Key=KEY, VersionId=marker)
    back = inbox.look(KEY)

    assert gone is by_marker is None
    assert back == by_version
    assert back is not None
    assert (back.version_id, back.size, back.declared_type) == (version, 3, "text/csv")


def test_delayed_message__comes_later(around: Surroundings) -> None:
    queue = Queue(around.sqs, around.arrivals)
    queue.send(arrival("late"), delay=2)
    sent = time.time()
    queue.send(arrival("early"))

    first, second = around.received(around.arrivals, 2)

    keys = [read(message["body"], "inbox").arrivals[0].key for message in (first, second)]
    assert keys == ["early", "late"]
    assert float(second["attributes"]["ApproximateFirstReceiveTimestamp"]) / 1000 >= sent + 1.5


def test_postponed_message__comes_when_it_is_to(around: Surroundings) -> None:
    queue = Queue(around.sqs, around.arrivals)
    queue.send(arrival("a"))
    (first,) = around.received(around.arrivals)

    queue.postpone(Message.of(first), 0)
    (second,) = around.received(around.arrivals)
    queue.postpone(Message("gone", "no receipt", "", 1), 5)

    assert Message.of(second).received == 2


def failed(around: Surroundings, url: str, times: int) -> list[int]:
    """Receive a message and let it show again, a number of times; returns what its deliveries were counted as."""
    counts = []
    for _ in range(times):
        (record,) = around.received(url)
        counts.append(Message.of(record).received)
        Queue(around.sqs, url).postpone(Message.of(record), 0)
    around.sqs.receive_message(QueueUrl=url)
    return counts


def depth(around: Surroundings, url: str) -> int:
    told = around.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


def test_dead_letter__is_delivered_to_whoever_diagnoses_and_then_put_aside(around: Surroundings) -> None:
    Queue(around.sqs, around.arrivals).send(arrival("a"))

    assert failed(around, around.arrivals, 2) == [1, 2]
    assert len(failed(around, around.failures, 2)) == 2

    assert (depth(around, around.arrivals), depth(around, around.failures)) == (0, 0)
    assert [read(one["body"], "inbox").arrivals[0].key for one in around.received(around.undiagnosed)] == ["a"]


@pytest.mark.parametrize("by_task", [True, False])
def test_undiagnosed_messages__are_moved_back(around: Surroundings, by_task: bool) -> None:
    for number in range(25):
        Queue(around.sqs, around.undiagnosed).send(arrival(str(number)))

    moved = Mover(around.sqs, around.undiagnosed, around.failures).move(by_task=by_task)

    assert (moved.messages, bool(moved.task)) == (25, by_task)
    back = around.received(around.failures, 25)
    assert {read(one["body"], "inbox").arrivals[0].key for one in back} == {str(number) for number in range(25)}
    assert depth(around, around.undiagnosed) == 0


def arrival(key: str) -> Arrival:
    return Arrival("inbox", key, "", 1, "", "00A1", removed=False, time="")
