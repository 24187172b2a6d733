from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from trainings.mail_records import RESERVE_MS, work_off
from trainings.mails import Mail, ReportMail, ScoreMail, to_message
from trainings.send_mail import HeldByAnother
from trainings.transports import Undelivered

SECRET = "s1@example.com"


def record(number: int, body: str = "", received: int = 1) -> dict[str, Any]:
    return {
        "messageId": f"message{number}",
        "receiptHandle": f"receipt{number}",
        "body": body or to_message(ReportMail(f"run{number}")),
        "attributes": {"ApproximateReceiveCount": str(received), "SentTimestamp": "1795471500123"},
    }


@dataclass
class Worker:
    """Works off records; ``faults[run]`` is raised for that run's report."""

    faults: dict[str, Exception] = field(default_factory=dict)
    time_left: Callable[[], int] = lambda: 60_000
    delivered: list[tuple[Mail, datetime]] = field(default_factory=list)
    postponed: dict[str, int] = field(default_factory=dict)

    def work(self, *records: dict[str, Any]) -> list[str]:
        answer = work_off(
            list(records), deliver=self._deliver, postpone=self.postponed.__setitem__, time_left_ms=self.time_left
        )
        return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]

    def _deliver(self, mail: Mail, ordered: datetime) -> None:
        if isinstance(mail, ReportMail) and mail.run_id in self.faults:
            raise self.faults[mail.run_id]
        self.delivered.append((mail, ordered))


def test_orders__are_delivered_with_the_moment_they_were_given() -> None:
    worker = Worker()

    assert worker.work(record(1), record(2)) == []
    assert worker.delivered == [
        (ReportMail(f"run{number}"), datetime(2026, 11, 23, 22, 5, tzinfo=UTC)) for number in (1, 2)
    ]
    assert worker.postponed == {}


@pytest.mark.parametrize(
    "fault", [Undelivered("421: later"), HeldByAnother(12.3), ZeroDivisionError("s1@example.com"), KeyError("x")]
)
def test_order_that_fails__goes_back_alone(fault: Exception) -> None:
    worker = Worker({"run2": fault})

    assert worker.work(record(1), record(2), record(3)) == ["message2"]
    assert [mail for mail, _ in worker.delivered] == [ReportMail("run1"), ReportMail("run3")]
    assert list(worker.postponed) == ["receipt2"]


@pytest.mark.parametrize(("received", "seconds"), [(1, 60), (2, 240), (3, 960), (4, 3_840), (5, 15_360)])
def test_failed_mail__comes_back_after_growing_pauses(received: int, seconds: int) -> None:
    worker = Worker({"run1": Undelivered("421: later")})

    worker.work(record(1, received=received))

    assert worker.postponed == {"receipt1": seconds}
    assert seconds <= 43_200, "SQS hides a message for twelve hours at most"


def test_mail_that_another_holds__comes_back_when_its_lease_is_over() -> None:
    worker = Worker({"run1": HeldByAnother(12.3)})

    worker.work(record(1))

    assert worker.postponed == {"receipt1": 13}


def test_garbage__comes_back_at_once_and_its_content_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker()

    assert worker.work(record(1, body=f"\x07 {SECRET}"), record(2)) == ["message1"]
    assert worker.postponed == {"receipt1": 0}
    assert len(worker.delivered) == 1
    assert SECRET not in everything_of(caplog)
    assert "garbage in the mail queue" in everything_of(caplog)


def test_unknown_failure__is_logged_by_type_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    Worker({"run1": ZeroDivisionError(SECRET)}).work(record(1))

    logged = everything_of(caplog)
    assert SECRET not in logged
    assert "ZeroDivisionError" in logged
    assert "_deliver" in logged


def test_worker_short_of_time__gives_the_rest_back_at_once() -> None:
    left = iter([RESERVE_MS + 1, RESERVE_MS, 0])
    worker = Worker(time_left=lambda: next(left))

    assert worker.work(record(1), record(2), record(3)) == ["message2", "message3"]
    assert len(worker.delivered) == 1
    assert worker.postponed == {"receipt2": 0, "receipt3": 0}


def test_worker_whose_time_went_into_failures__lets_the_rest_wait_as_long_as_those() -> None:
    left = iter([RESERVE_MS + 1, RESERVE_MS, 0])
    worker = Worker({"run1": Undelivered("TimeoutError")}, time_left=lambda: next(left))

    assert worker.work(record(1), record(2), record(3, received=2)) == ["message1", "message2", "message3"]
    assert worker.postponed == {"receipt1": 60, "receipt2": 60, "receipt3": 240}


def test_score__is_delivered_whole() -> None:
    worker, mail = Worker(), ScoreMail("python", "test01", "s1", SECRET, 4)

    worker.work(record(1, body=to_message(mail)))

    assert worker.delivered[0][0] == mail


def everything_of(caplog: pytest.LogCaptureFixture) -> str:
    assert all(entry.levelno >= logging.WARNING for entry in caplog.records)
    return " ".join(f"{entry.getMessage()} {entry.__dict__}" for entry in caplog.records)
