"""What gearbox relies on beside its table: S3's events, and queues that delay, hide, put aside and move back."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest
from gearbox.arrivals import Reading, read
from gearbox.inbox import Inbox
from gearbox.queues import Queue
from stackyard.operate.moving import Mover

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.gearbox_world.queue_suite import Queues, QueueSuite, arrival, created
from tests.patience import PATIENCE_SECONDS

KEY = "folder/ü b+c%20&=?/ 日本.txt"


class TestEmbeddedQueues(QueueSuite):
    @pytest.fixture
    def queues(self, repaired: EmbeddedServer) -> Queues:
        return created(repaired.client("sqs"))

    def test_messages_put_aside__are_moved_back_by_a_task(self, queues: Queues) -> None:
        for number in range(12):
            Queue(queues.sqs, queues.undiagnosed).send(arrival(str(number)))

        moved = Mover(queues.sqs, queues.undiagnosed, queues.failures).move()

        assert (moved.messages, bool(moved.task)) == (12, True)
        assert len([key for _ in range(3) for key in queues.keys(queues.failures)]) == 12
        assert queues.keys(queues.undiagnosed) == []


@dataclass
class Watched:
    """A versioned bucket that tells a queue of everything."""

    s3: Any
    name: str
    queues: Queues

    def told(self, events: int) -> list[Reading]:
        """Read messages until they tell of so many events."""
        found: list[Reading] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while sum(len(reading.arrivals) for reading in found) < events and time.monotonic() < deadline:
            found += [read(message.body, self.name) for message in self.queues.received(self.queues.arrivals)]
            time.sleep(0.05)
        return found


@pytest.fixture
def inbox(repaired: EmbeddedServer) -> Watched:
    s3 = repaired.client("s3")
    queues = created(repaired.client("sqs"))
    name = queues.arrivals.rpartition("/")[2]
    told = queues.sqs.get_queue_attributes(QueueUrl=queues.arrivals, AttributeNames=["QueueArn"])["Attributes"]
    permitted = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": told["QueueArn"],
        "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{name}"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [permitted]})
    queues.sqs.set_queue_attributes(QueueUrl=queues.arrivals, Attributes={"Policy": policy})
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    notified = {"QueueArn": told["QueueArn"], "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"QueueConfigurations": [notified]})
    return Watched(s3, name, queues)


def test_events_of_a_key__carry_growing_sequencers_versions_and_the_key(inbox: Watched) -> None:
    put = [inbox.s3.put_object(Bucket=inbox.name, Key=KEY, Body=body) for body in (b"one", b"three")]
    versions = [answer["VersionId"] for answer in put]
    marker = inbox.s3.delete_object(Bucket=inbox.name, Key=KEY)["VersionId"]
    inbox.s3.delete_object(Bucket=inbox.name, Key=KEY, VersionId=versions[0])

    readings = inbox.told(4)

    assert [fault for reading in readings for fault in reading.faults] == []
    events = sorted((event for reading in readings for event in reading.arrivals), key=lambda event: event.rank)
    assert [event.key for event in events] == [KEY] * 4
    assert [event.version_id for event in events] == [*versions, marker, versions[0]]
    assert [event.size for event in events[:2]] == [3, 5]
    assert [event.etag for event in events[:2]] == [answer["ETag"].strip('"') for answer in put]
    assert [event.removed for event in events] == [False, False, True, True]
    assert len({event.rank for event in events}) == 4


def test_inbox__tells_what_stands_there_now(inbox: Watched) -> None:
    looks = Inbox(inbox.s3, inbox.name)
    put = inbox.s3.put_object(Bucket=inbox.name, Key=KEY, Body=b"one", ContentType="text/csv")
    marker = inbox.s3.delete_object(Bucket=inbox.name, Key=KEY)["VersionId"]

    gone, by_marker, by_version = looks.look(KEY), looks.look(KEY, marker), looks.look(KEY, put["VersionId"])
    inbox.s3.delete_object(Bucket=inbox.name, Key=KEY, VersionId=marker)
    back = looks.look(KEY)

    assert gone is by_marker is None
    assert back == by_version
    assert back is not None
    assert (back.version_id, back.size, back.declared_type) == (put["VersionId"], 3, "text/csv")
    assert back.etag == put["ETag"].strip('"')
