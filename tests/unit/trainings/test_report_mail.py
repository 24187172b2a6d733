from __future__ import annotations

import gzip
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from trainings.mail_messages import Envelope
from trainings.report_mail import report_message
from trainings.reports import Report

from tests.unit.trainings.report_samples import class_report, school_report

ENVELOPE = Envelope(
    "trainings@example.com", "trainer@example.com", "report-1", datetime(2026, 11, 23, 22, 5, tzinfo=UTC)
)


def message_of(report: Report, **limits: int) -> EmailMessage:
    return report_message(report, ENVELOPE, ZoneInfo("Europe/Warsaw"), **limits)


def attachments(message: EmailMessage) -> dict[str | None, bytes]:
    return {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]


def test_mail__has_text_html_and_all_grades() -> None:
    message = message_of(class_report())

    assert message.get_body(("plain",)) is not None
    assert message.get_body(("html",)) is not None
    table = attachments(message)["scores.csv"].decode().splitlines()
    assert table[0] == "student,subject,test,result,score"
    assert "s1,linux,test01,scored,5" in table
    assert "s3,python,test01,problem," in table
    assert len(table) == 1 + 6


def test_very_many_grades__are_attached_packed() -> None:
    message = message_of(school_report(2_000), largest_plain=10_000)

    packed = attachments(message)["scores.csv.gz"]
    assert gzip.decompress(packed).count(b"\r\n") == 2_001
    assert len(packed) < 10_000


def test_mail_repeated__is_the_same_but_for_its_boundaries() -> None:
    one, two = (message_of(school_report(2_000), largest_plain=10_000) for _ in range(2))

    assert attachments(one) == attachments(two)
    assert one["Message-ID"] == two["Message-ID"]
