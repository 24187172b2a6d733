"""What travels through the mail queue: an order to send one mail.

Queues deliver more than once and weekly runs are repeated, so an order does not carry an id of its own: the id follows
from what the mail is about. The same score of the same student in the same test is the same mail, for ever.
The report to the trainer may be megabytes, so its order names the run whose report is to be sent.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from trainings.documents import MAX_SCORE


class GarbledOrder(ValueError):  # noqa: N818  # the name says what is wrong
    """A message of the mail queue is no order. The text says why, never what stood in it."""


@dataclass(frozen=True)
class ScoreMail:
    """The order to tell a student a score (0 to 5)."""

    subject: str
    test_id: str
    student: str
    email: str
    score: int

    @property
    def mail_id(self) -> str:
        """Id of this mail, the same for every order about this student's score in this test."""
        return score_mail_id(self.subject, self.test_id, self.student)


@dataclass(frozen=True)
class ReportMail:
    """The order to send the trainer the report of a run."""

    run_id: str

    @property
    def mail_id(self) -> str:
        """Id of this mail, the same for every order about this run."""
        return report_mail_id(self.run_id)


Mail = ScoreMail | ReportMail

_KINDS: dict[str, type[ScoreMail | ReportMail]] = {"score": ScoreMail, "report": ReportMail}


def score_mail_id(subject: str, test_id: str, student: str) -> str:
    """Id of the mail that tells a student the score of a test."""
    return f"score-{_digest(subject, test_id, student)}"


def report_mail_id(run_id: str) -> str:
    """Id of the mail that reports a run to the trainer."""
    return f"report-{_digest(run_id)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


def to_message(mail: Mail) -> str:
    """Write an order as the body of a queue message."""
    kind = next(kind for kind, made in _KINDS.items() if isinstance(mail, made))
    return json.dumps({"kind": kind, **asdict(mail)}, ensure_ascii=False)


def from_message(body: str) -> Mail:
    """Read an order back. Raises ``GarbledOrder``."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise GarbledOrder("the message is not JSON") from None
    if not isinstance(fields, dict):
        raise GarbledOrder("the message is not a JSON object")
    kind = fields.pop("kind", None)
    made = _KINDS.get(kind) if isinstance(kind, str) else None
    if made is None:
        raise GarbledOrder("the message names no known kind of mail")
    return _built(made, fields)


def _built(made: type[ScoreMail | ReportMail], fields: dict[str, Any]) -> Mail:
    wanted = made.__dataclass_fields__
    if set(fields) != set(wanted):
        raise GarbledOrder(f"the message does not have exactly the fields {', '.join(wanted)}")
    for name, value in fields.items():
        if not _fits(name, value):
            raise GarbledOrder(f"the field {name} has a wrong value")
    return made(**fields)


def _fits(name: str, value: Any) -> bool:
    if name == "score":
        return type(value) is int and 0 <= value <= MAX_SCORE  # bool is an int to isinstance
    return isinstance(value, str) and bool(value) and value.isprintable()
