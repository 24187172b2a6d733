from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from botocore.exceptions import ClientError
from trainings.documents import BadDocument
from trainings.layout import mail_key, refused_key, report_key
from trainings.mail_ledger import MailLedger
from trainings.mails import Mail, ReportMail, ScoreMail
from trainings.refusals import note_refusal
from trainings.send_mail import HeldByAnother, Mailer
from trainings.transports import Refused, Undelivered

from tests.unit.trainings.fake_s3 import failure
from tests.unit.trainings.report_samples import class_report
from tests.unit.trainings.weekly_course import WARSAW, School

SCORE = ScoreMail("python", "test01", "s1", "s1@example.com", 4)
REPORT = ReportMail("run")
ORDERED = datetime(2026, 11, 23, 22, 5, tzinfo=UTC)


@dataclass
class FakeTransport:
    """Keeps what is sent; ``faults`` are raised first, one by one."""

    faults: list[Exception] = field(default_factory=list)
    sent: list[tuple[str, EmailMessage]] = field(default_factory=list)

    def send(self, message: EmailMessage, recipient: str) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((recipient, message))

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Office:
    school: School = field(default_factory=School)
    transport: FakeTransport = field(default_factory=FakeTransport)
    now: float = 1_000.0
    paced: int = 0

    def deliver(self, mail: Mail = SCORE) -> None:
        store = self.school.store
        Mailer(
            store=store,
            ledger=MailLedger(store, 90),
            transport=self.transport,
            sender="trainings@example.com",
            trainer="trainer@example.com",
            zone=WARSAW,
            clock=lambda: self.now,
            pace=self._pace,
        ).deliver(mail, ORDERED)

    def _pace(self) -> None:
        self.paced += 1

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.transport.sent]

    def state(self, mail: Mail = SCORE) -> str:
        return str(self.school.read(mail_key(mail.mail_id))["state"])


def test_score__is_sent_to_the_student() -> None:
    office = Office()

    office.deliver()

    ((recipient, message),) = office.transport.sent
    assert recipient == "s1@example.com"
    assert message["Message-ID"] == f"<{SCORE.mail_id}@example.com>"
    assert message["Date"] == "Mon, 23 Nov 2026 22:05:00 +0000"
    assert office.state() == "sent"


def test_report__is_sent_to_the_trainer() -> None:
    office = Office()
    office.school.write(report_key("run"), class_report().as_json())

    office.deliver(REPORT)

    assert office.recipients == ["trainer@example.com"]
    assert "2 tests" in office.transport.sent[0][1]["Subject"]


@pytest.mark.parametrize("content", [None, b"{"])
def test_report_that_cannot_be_read__is_tried_again_later(content: bytes | None) -> None:
    office = Office()
    if content is not None:
        office.school.s3.keep(report_key("run"), content)

    for _ in range(2):
        with pytest.raises(BadDocument, match="report"):
            office.deliver(REPORT)
    office.school.write(report_key("run"), class_report().as_json())
    office.deliver(REPORT)

    assert len(office.transport.sent) == 1


def test_order_repeated__is_sent_once() -> None:
    office = Office()

    for _ in range(3):
        office.deliver()

    assert (len(office.transport.sent), office.paced) == (1, 1)


def test_refusal__is_noted_and_not_tried_again() -> None:
    office = Office(transport=FakeTransport([Refused("550: no such user")]))

    office.deliver()
    office.deliver()

    assert office.transport.sent == []
    assert office.state() == "refused"
    assert office.school.read(refused_key(SCORE.mail_id))["reason"] == "550: no such user"


def test_refused_mail_with_a_corrected_address__is_sent() -> None:
    office = Office(transport=FakeTransport([Refused("550: no such user")]))
    office.deliver()

    office.deliver(ScoreMail("python", "test01", "s1", "corrected@example.com", 4))

    assert office.recipients == ["corrected@example.com"]


def test_failure__gives_the_mail_back_for_the_next_attempt() -> None:
    office = Office(transport=FakeTransport([Undelivered("421: later")]))

    with pytest.raises(Undelivered):
        office.deliver()
    office.deliver()

    assert office.recipients == ["s1@example.com"]


def test_mail_that_another_worker_holds__is_not_sent() -> None:
    office = Office()
    MailLedger(office.school.store, 90).claim(SCORE.mail_id, SCORE.email, office.now)

    with pytest.raises(HeldByAnother) as caught:
        office.deliver()
    assert (caught.value.seconds, office.transport.sent) == (90, [])


def test_worker_dies_between_sending_and_noting_it__the_mail_is_sent_twice_at_most() -> None:
    office = Office()
    office.transport = BreakingTransport(office.school)
    with pytest.raises(ClientError, match="InternalError"):
        office.deliver()
    office.transport, lost = FakeTransport(), office.transport

    with pytest.raises(HeldByAnother):
        office.deliver()
    office.now += 91
    for _ in range(3):
        office.deliver()

    assert (len(lost.sent), len(office.transport.sent)) == (1, 1)


class BreakingTransport(FakeTransport):
    """Sends a mail, whereupon the bucket fails once: as it looks to the others when a worker dies."""

    def __init__(self, school: School) -> None:
        super().__init__()
        self._s3 = school.s3

    def send(self, message: EmailMessage, recipient: str) -> None:
        super().send(message, recipient)
        self._s3.faults["PutObject"] = [failure("PutObject", "InternalError", 500)]


def test_worker_died_between_note_and_ledger__the_refusal_stays_one() -> None:
    office = Office(transport=FakeTransport([Refused("550: no")]))
    store = office.school.store
    MailLedger(store, 90).claim(SCORE.mail_id, SCORE.email, office.now)
    note_refusal(store, SCORE, "550: no")
    office.now += 91

    office.deliver()

    assert office.state() == "refused"
    assert [key for key in office.school.s3.objects if key.startswith("_refused/")] == [refused_key(SCORE.mail_id)]
