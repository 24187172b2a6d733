"""The whole way of a file, with the library's own clients against an AWS that is not of our own making."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from gearbox.backoff import Backoff
from gearbox.catalogue.listing import Listing, Question
from gearbox.catalogue.record import FileRecord, State
from gearbox.catalogue.table import FilesTable
from gearbox.describe import describe
from gearbox.description import Rules
from gearbox.diagnose import Diagnosis
from gearbox.examine import Examination
from gearbox.extract import Extraction, Pace
from gearbox.inbox import Found, Inbox
from gearbox.queues import Queue
from gearbox.retry import Retry
from gearbox.s3_source import S3Source
from moto import mock_aws

from tests.gearbox_world.table_suite import TABLE, definition

BUCKET = "inbox"
REGION = "eu-central-1"


@dataclass
class Deployed:
    """Functions over clients; queues are worked off by hand."""

    s3: Any
    sqs: Any
    dynamodb: Any
    arrivals: str
    failures: str

    @property
    def table(self) -> FilesTable:
        return FilesTable(self.dynamodb, TABLE)

    def extract(self) -> None:
        examination = Examination(Inbox(self.s3, BUCKET), self._source, describe, Rules(), max_file_bytes=10**6)
        extraction = Extraction(
            table=self.table,
            queue=Queue(self.sqs, self.arrivals),
            examination=examination,
            bucket=BUCKET,
            clock=time.time,
            pace=Pace(1, 10**6),
            backoff=Backoff(0, 0),
            lease_margin=10,
            tombstone_seconds=86_400,
        )
        self._work_off(self.arrivals, lambda records: extraction.work_off(records, lambda: 60.0))

    def diagnose(self) -> None:
        queues = Queue(self.sqs, self.arrivals), Queue(self.sqs, self.failures)
        diagnosis = Diagnosis(
            self.table, *queues, BUCKET, time.time, redrive=Backoff(0, 0), max_redrives=1, backoff=Backoff(0, 0)
        )
        self._work_off(self.failures, diagnosis.work_off)

    def record(self, key: str) -> FileRecord:
        (found,) = [one for one in Listing(self.dynamodb, TABLE).page(Question(), 100).files if one.key == key]
        record = self.table.get(found.file_id)
        assert record is not None
        return record

    def _source(self, found: Found) -> S3Source:
        return S3Source(self.s3, found.bucket, found.key, version_id=found.version_id, size=found.size, etag=found.etag)

    def _work_off(self, url: str, work: Any) -> None:
        answer = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        records = [
            {"messageId": one["MessageId"], "receiptHandle": one["ReceiptHandle"], "body": one["Body"],
             "attributes": one["Attributes"]}
            for one in answer.get("Messages", [])
        ]  # fmt: skip
        failed = {one["itemIdentifier"] for one in work(records)["batchItemFailures"]}
        for record in records:
            if record["messageId"] not in failed:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=record["receiptHandle"])

    def left(self) -> int:
        """How many messages lie in both queues."""
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = [
            self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
            for url in (self.arrivals, self.failures)
        ]
        return sum(int(attributes[count]) for attributes in told for count in counts)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        s3, sqs, dynamodb = (_client(name) for name in ("s3", "sqs", "dynamodb"))
        dynamodb.create_table(**definition())
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        failures = sqs.create_queue(QueueName="failures")["QueueUrl"]
        dead = _arn(sqs, failures)
        policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 2})
        arrivals = sqs.create_queue(QueueName="arrivals", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        yield Deployed(s3, sqs, dynamodb, arrivals, failures)


def _client(name: str) -> Any:
    make: Any = boto3.client  # typed for literal service names only
    return make(name, region_name=REGION)


def _arn(sqs: Any, url: str) -> str:
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])


def event(deployed: Deployed, name: str, key: str, version: str, number: int) -> None:
    """Tell of an event as S3 does."""
    told = {"key": key.replace(" ", "+"), "versionId": version, "sequencer": f"{number:016X}", "size": 1, "eTag": "e"}
    entry = {"eventName": name, "eventTime": "t", "s3": {"bucket": {"name": BUCKET}, "object": told}}
    deployed.sqs.send_message(QueueUrl=deployed.arrivals, MessageBody=json.dumps({"Records": [entry]}))


def put(deployed: Deployed, key: str, content: bytes, number: int, declared: str = "text/csv") -> str:
    version = deployed.s3.put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=declared)["VersionId"]
    event(deployed, "ObjectCreated:Put", key, version, number)
    return str(version)


def test_file__is_described_overwritten_and_removed(deployed: Deployed) -> None:
    put(deployed, "a table.csv", b"a,b\n1,2\n3,4\n", 1)
    deployed.extract()
    first = deployed.record("a table.csv")

    put(deployed, "a table.csv", b"", 2)
    deployed.extract()
    second = deployed.record("a table.csv")
    marker = deployed.s3.delete_object(Bucket=BUCKET, Key="a table.csv")["VersionId"]
    event(deployed, "ObjectRemoved:DeleteMarkerCreated", "a table.csv", marker, 3)
    deployed.extract()
    third = deployed.table.get(first.file_id)

    assert third is not None
    assert (first.state, first.kind, first.size, first.declared_type) == (State.READY, "csv", 12, "text/csv")
    assert (second.state, second.kind, second.size) == (State.READY, "empty", 0)
    assert (third.state, third.attempts, deployed.left()) == (State.REMOVED, 1, 0)


def test_damaged_file__fails_for_good_at_once(deployed: Deployed) -> None:
    put(deployed, "a.zip", b"PK\x03\x04" + b"\0" * 40, 1, "application/zip")

    deployed.extract()

    record = deployed.record("a.zip")
    assert (record.state, record.kind, deployed.left()) == (State.FAILED, "zip", 0)
    assert record.failure is not None
    assert not record.failure.transient


def test_file_that_cannot_be_read_for_a_while__is_redriven_given_up_and_retried(deployed: Deployed) -> None:
    put(deployed, "a.txt", b"text\n", 1, "text/plain")
    real, deployed.s3 = deployed.s3, Unwilling(deployed.s3)

    for _ in range(8):
        deployed.extract()
        deployed.diagnose()
    failed = deployed.record("a.txt")
    deployed.s3 = real
    queue = Queue(deployed.sqs, deployed.arrivals)
    outcomes = list(Retry(deployed.table, queue, lambda: [failed.file_id]).all())
    deployed.extract()

    assert (failed.state, failed.attempts, failed.redrives) == (State.FAILED, 4, 1)
    assert failed.failure is not None
    assert failed.failure.type == "ConnectionResetError"
    assert [outcome.retried for outcome in outcomes] == ["sent"]
    assert (deployed.record("a.txt").state, deployed.left()) == (State.READY, 0)


class Unwilling:
    """An S3 client that finds objects and gives none."""

    def __init__(self, client: Any) -> None:
        self.head_object = client.head_object

    def get_object(self, **_: Any) -> Any:
        raise ConnectionResetError("reset")
