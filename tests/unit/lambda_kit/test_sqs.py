from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from lambda_kit.sqs import ComeBack, Message, Pauses, postponing, work_off
from moto import mock_aws

RESERVE_MS = 15_000
SECRET = "s1@example.com"


def record(number: int, received: int = 1) -> dict[str, Any]:
    return {
        "messageId": f"message{number}",
        "receiptHandle": f"receipt{number}",
        "body": f"body{number}",
        "attributes": {"ApproximateReceiveCount": str(received), "SentTimestamp": "1795471500123"},
    }


@dataclass
class Worker:
    """Works off records; ``faults[body]`` is raised for the message with that body."""

    faults: dict[str, Exception] = field(default_factory=dict)
    time_left: Callable[[], int] = lambda: 60_000
    delivered: list[Message] = field(default_factory=list)
    postponed: dict[str, int] = field(default_factory=dict)

    def work(self, *records: dict[str, Any]) -> list[str]:
        answer = work_off(
            list(records),
            deliver=self._deliver,
            postpone=self.postponed.__setitem__,
            pauses=Pauses(first=60, factor=4),
            time_left_ms=self.time_left,
            reserve_ms=RESERVE_MS,
        )
        return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]

    def _deliver(self, message: Message) -> None:
        if message.body in self.faults:
            raise self.faults[message.body]
        self.delivered.append(message)


def test_messages__are_delivered_with_what_the_queue_says_of_them() -> None:
    worker = Worker()

    assert worker.work(record(1), record(2, received=3)) == []
    sent = datetime(2026, 11, 23, 22, 5, tzinfo=UTC)
    assert worker.delivered == [
        Message("message1", "receipt1", "body1", 1, sent),
        Message("message2", "receipt2", "body2", 3, sent),
    ]
    assert worker.postponed == {}


@pytest.mark.parametrize("fault", [ComeBack(), ComeBack(5), ZeroDivisionError(), KeyError("x")])
def test_message_that_fails__goes_back_alone(fault: Exception) -> None:
    worker = Worker({"body2": fault})

    assert worker.work(record(1), record(2), record(3)) == ["message2"]
    assert [message.id for message in worker.delivered] == ["message1", "message3"]
    assert list(worker.postponed) == ["receipt2"]


@pytest.mark.parametrize("fault", [ComeBack(), ZeroDivisionError()])
@pytest.mark.parametrize(("received", "seconds"), [(1, 60), (2, 240), (5, 15_360), (6, 43_200), (99, 43_200)])
def test_failed_message__comes_back_after_growing_pauses(fault: Exception, received: int, seconds: int) -> None:
    worker = Worker({"body1": fault})

    worker.work(record(1, received=received))

    assert worker.postponed == {"receipt1": seconds}


@pytest.mark.parametrize(("wanted", "seconds"), [(0, 0), (12.9, 12), (-1, 0), (1e6, 43_200)])
def test_message__comes_back_when_its_worker_says(wanted: float, seconds: int) -> None:
    worker = Worker({"body1": ComeBack(wanted)})

    worker.work(record(1, received=3))

    assert worker.postponed == {"receipt1": seconds}


def test_message_that_is_to_come_back__is_logged_by_its_worker_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    Worker({"body1": ComeBack(7), "body2": ComeBack()}).work(record(1), record(2))

    assert caplog.records == []


def test_unknown_failure__is_logged_by_type_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    Worker({"body1": ZeroDivisionError(SECRET)}).work(record(1))

    (entry,) = caplog.records
    assert entry.levelno == logging.ERROR
    logged = f"{entry.getMessage()} {entry.__dict__}"
    assert SECRET not in logged
    assert "ZeroDivisionError" in logged
    assert "_deliver" in logged
    assert "message1" in logged


def test_worker_short_of_time__gives_the_rest_back_at_once() -> None:
    left = iter([RESERVE_MS + 1, RESERVE_MS, 0])
    worker = Worker(time_left=lambda: next(left))

    assert worker.work(record(1), record(2), record(3)) == ["message2", "message3"]
    assert len(worker.delivered) == 1
    assert worker.postponed == {"receipt2": 0, "receipt3": 0}


def test_worker_whose_time_went_into_failures__lets_the_rest_wait_as_long_as_those() -> None:
    left = iter([RESERVE_MS + 1, RESERVE_MS, 0])
    worker = Worker({"body1": ComeBack()}, time_left=lambda: next(left))

    assert worker.work(record(1), record(2), record(3, received=2)) == ["message1", "message2", "message3"]
    assert worker.postponed == {"receipt1": 60, "receipt2": 60, "receipt3": 240}


def test_postponed_message__is_hidden_that_long() -> None:
    with mock_aws():
        sqs = boto3.client("sqs", region_name="us-east-1")
        url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="x")
        (found,) = sqs.receive_message(QueueUrl=url)["Messages"]
        postponing(sqs, url)(found["ReceiptHandle"], 60)

        assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_queue_that_cannot_be_asked__does_not_fail_the_batch() -> None:
    config = Config(connect_timeout=1, retries={"total_max_attempts": 1})
    nowhere = boto3.client("sqs", region_name="us-east-1", endpoint_url="http://127.0.0.1:9", config=config)
    with mock_aws():
        gone = boto3.client("sqs", region_name="us-east-1")
        postponing(gone, "http://127.0.0.1/gone")("receipt", 60)
    postponing(nowhere, "http://127.0.0.1:9/q")("receipt", 60)
