"""A small course in a fake bucket, and the proxy events that its students' clients cause."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lambda_kit.requests import Request
from trainings.access import key_digest
from trainings.answers import respond
from trainings.layout import STUDENT_KEYS, STUDENTS_LIST, answer_key_key, due_date_key, questions_key
from trainings.store import Store

from tests.unit.trainings.fake_s3 import FakeS3

WARSAW = ZoneInfo("Europe/Warsaw")
STUDENTS = ("student01", "student02")
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=WARSAW)
DUE = datetime(2026, 11, 23, 23, 0, tzinfo=WARSAW)
QUESTIONS = [
    {"questionId": number, "question": f"Question {number}?", "answers": [
        {"answerId": letter, "answerBody": f"Answer {letter}"} for letter in "abc"
    ]}
    for number in ("1", "2", "3")
]  # fmt: skip


def api_key(student: str) -> str:
    return f"key-of-{student}-0123456789"


@dataclass
class Classroom:
    """Two students, the subject ``python`` with ``test01`` and ``test02``; ``s3`` is its bucket."""

    s3: FakeS3 = field(default_factory=FakeS3)

    def __post_init__(self) -> None:
        self.keep(STUDENTS_LIST, [{"student_id": name, "email": f"{name}@example.com"} for name in STUDENTS])
        self.keep(STUDENT_KEYS, {name: {"sha256": key_digest(api_key(name)), "apiKeyId": name} for name in STUDENTS})
        for test in ("test01", "test02"):
            self.publish("python", test)

    @property
    def store(self) -> Store:
        return Store(self.s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client

    def keep(self, key: str, document: Any) -> None:
        self.s3.keep(key, json.dumps(document).encode())

    def publish(self, subject: str, test: str, due: datetime | None = DUE) -> None:
        self.keep(questions_key(subject, test), QUESTIONS)
        self.keep(answer_key_key(subject, test), [{"questionId": str(n), "answer": "a"} for n in (1, 2, 3)])
        if due is not None:
            self.keep(due_date_key(subject, test), {"due": due.isoformat()})

    def document(self, key: str) -> Any:
        return json.loads(self.s3.objects[key].body)


def event(
    body: Any = None, *, student: str = "student01", at: datetime = FRIDAY, query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Make a REST proxy event; ``body`` may be the raw text or a JSON document."""
    return {
        "headers": {"x-api-key": api_key(student)} if headers is None else dict(headers),
        "requestContext": {"requestTimeEpoch": int(at.timestamp() * 1000), "requestId": "request"},
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        **more,
    }


def answered(event: Mapping[str, Any], work: Any) -> tuple[int, Any]:
    """Answer an event and return status and body; every answer must wear the envelope."""
    answer = respond(event, work)
    document = json.loads(answer["body"])
    assert set(document) == {"code", "body"}
    assert document["code"] == answer["statusCode"]
    assert answer["headers"]["Content-Type"] == "application/json"
    return answer["statusCode"], document["body"]


def request(*arguments: Any, **more: Any) -> Request:
    """Make the request of an event (see ``event``)."""
    return Request.from_event(event(*arguments, **more))
