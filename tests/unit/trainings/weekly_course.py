"""A small school in a fake bucket whose weekly job can be run step by step, as the state machine runs it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from trainings.due_tests import Moment
from trainings.layout import (
    STUDENTS_LIST,
    answer_key_key,
    due_date_key,
    manifest_key,
    questions_key,
    result_key,
    score_key,
)
from trainings.mail_queue import MailQueue
from trainings.mails import Mail, ReportMail, ScoreMail, from_message
from trainings.plan_scoring import Order, plan_scoring
from trainings.report_scores import report_scores
from trainings.runs import Batch
from trainings.score_batch import score_batch
from trainings.store import Store

from tests.unit.trainings.fake_s3 import FakeS3

WARSAW = ZoneInfo("Europe/Warsaw")
DUE = datetime(2026, 11, 23, 23, 0, tzinfo=WARSAW)
WEEK = timedelta(days=7)


@dataclass
class FakeSqs:
    """The sending side of a queue. ``refusing`` says how many of the next messages are refused."""

    bodies: list[str] = field(default_factory=list)
    calls: int = 0
    refusing: int = 0

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Any]) -> dict[str, Any]:  # noqa: ARG002, N803  # boto3's
        self.calls += 1
        refused, self.refusing = Entries[: self.refusing], max(0, self.refusing - len(Entries))
        taken = Entries[len(refused) :]
        self.bodies += [entry["MessageBody"] for entry in taken]
        return {
            "Successful": [{"Id": entry["Id"]} for entry in taken],
            "Failed": [{"Id": entry["Id"], "Code": "Throttled", "SenderFault": False} for entry in refused],
        }


@dataclass
class School:
    """Students ``s1`` to ``s<students>``, tests of two questions, and the job."""

    students: int = 4
    batch_size: int = 2
    s3: FakeS3 = field(default_factory=FakeS3)
    sqs: FakeSqs = field(default_factory=FakeSqs)
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write(STUDENTS_LIST, [{"student_id": name, "email": f"{name}@example.com"} for name in self.names])

    @property
    def names(self) -> list[str]:
        return [f"s{number}" for number in range(1, self.students + 1)]

    @property
    def store(self) -> Store:
        client: Any = self.s3
        return Store(client, "bucket")

    @property
    def queue(self) -> MailQueue:
        client: Any = self.sqs
        return MailQueue(client, "queue-url", pause=self.pauses.append)

    def write(self, key: str, value: Any) -> None:
        self.s3.keep(key, json.dumps(value).encode())

    def read(self, key: str) -> Any:
        return json.loads(self.s3.objects[key].body)

    def publish(self, subject: str, test: str, due: datetime = DUE) -> None:
        answers = [{"answerId": letter, "answerBody": letter} for letter in "ab"]
        questions = [{"questionId": number, "question": "?", "answers": answers} for number in "12"]
        self.write(questions_key(subject, test), questions)
        self.write(answer_key_key(subject, test), [{"questionId": number, "answer": "a"} for number in "12"])
        self.write(due_date_key(subject, test), {"due": due.isoformat()})

    def submit(self, subject: str, test: str, student: str, letters: str = "aa") -> None:
        sheet = [{"questionId": str(number), "answer": letter} for number, letter in enumerate(letters, start=1)]
        self.write(result_key(subject, test, student), sheet)

    def score(self, subject: str, test: str, student: str) -> Any:
        key = score_key(subject, test, student)
        return self.read(key)["score"] if key in self.s3.objects else None

    def plan(
        self, at: datetime = DUE, *, now: datetime | None = None, execution: str = "monday", reopen: Sequence[str] = ()
    ) -> dict[str, Any]:
        order = Order(Moment(at, now or at), execution, frozenset(reopen))
        return plan_scoring(self.store, order, zone=WARSAW, batch_size=self.batch_size).as_answer()

    def batches(self, plan: dict[str, Any]) -> list[Batch]:
        return [Batch.from_json(item) for item in self.read(manifest_key(plan["runId"]))] if plan["batches"] else []

    def run(self, at: datetime = DUE, **options: Any) -> dict[str, Any]:
        """Run the whole job; returns the figures it ends with."""
        plan = self.plan(at, **options)
        for batch in self.batches(plan):
            score_batch(self.store, self.queue, batch)
        return report_scores(self.store, self.queue, plan["runId"]) if plan["report"] else {}

    @property
    def mails(self) -> list[Mail]:
        return [from_message(body) for body in self.sqs.bodies]

    @property
    def mail_ids(self) -> set[str]:
        """Mails that leave the ledger: an order given twice is one mail."""
        return {mail.mail_id for mail in self.mails}

    @property
    def students_told(self) -> dict[tuple[str, str], int]:
        return {(mail.test_id, mail.student): mail.score for mail in self.mails if isinstance(mail, ScoreMail)}

    @property
    def reports(self) -> list[str]:
        """Ids of the runs whose reports were ordered, each once."""
        return sorted({mail.run_id for mail in self.mails if isinstance(mail, ReportMail)})


def moment(text: str) -> datetime:
    """An ISO moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
