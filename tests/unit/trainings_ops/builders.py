"""Small content trees and published states, in as few words as a test needs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trainings.documents import Student, StudentKey
from trainings_ops.bucket import Entry, etag_of
from trainings_ops.content import Content, TestContent
from trainings_ops.published import Published, PublishedTest

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)  # a Saturday
PUBLISHED_AT = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)

QUESTIONS = [
    {
        "questionId": number,
        "question": f"Question {number}?",
        "answers": [{"answerId": letter, "answerBody": f"Answer {letter}"} for letter in "ab"],
    }
    for number in ("1", "2")
]
ANSWER_KEY = [{"questionId": "1", "answer": "a"}, {"questionId": "2", "answer": "b"}]


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def students_document(*names: str) -> bytes:
    return as_bytes([{"student_id": name, "email": f"{name}@example.com"} for name in names])


def write_tree(root: Path, *tests: str, students: tuple[str, ...] = ("student01", "student02")) -> Path:
    """Write a content tree without faults; tests are named ``subject/test``."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "studentsList.json").write_bytes(students_document(*students))
    for test in tests or ("linux/test01",):
        (root / test).mkdir(parents=True)
        (root / test / "questions.json").write_bytes(as_bytes(QUESTIONS))
        (root / test / "questionsKey.json").write_bytes(as_bytes(ANSWER_KEY))
    return root


def content(*tests: TestContent, students: tuple[str, ...] = ("student01", "student02")) -> Content:
    people = tuple(Student(name, f"{name}@example.com") for name in students)
    return Content(people, students_document(*students), tests or (a_test(),))


def a_test(name: str = "linux/test01", *, questions: bytes = as_bytes(QUESTIONS), due: str = "") -> TestContent:
    subject, test = name.split("/")
    return TestContent(subject, test, questions, as_bytes(ANSWER_KEY), as_bytes({"due": due}) if due else None)


def published_test(test: TestContent, *, due: str = "2026-11-16T23:00:00+01:00", students: int = 0) -> PublishedTest:
    files = {"questions.json": test.questions, "questionsKey.json": test.answer_key}
    if due:
        files["dueDate.json"] = as_bytes({"due": due})
    prefix = f"{test.subject}/{test.test}/"
    entries = {name: Entry(prefix + name, etag_of(body), PUBLISHED_AT) for name, body in files.items()}
    return PublishedTest(entries, students)


def published(what: Content, **changes: Any) -> Published:
    """The state right after ``what`` was published, with keys key-<student>."""
    state: dict[str, Any] = {
        "students": what.students,
        "students_etag": etag_of(what.students_document),
        "keys": {name: StudentKey(name, "0" * 64, f"key-{name}") for name in (one.student_id for one in what.students)},
        "keys_etag": "etag",
        "tests": {(test.subject, test.test): published_test(test) for test in what.tests},
    }
    return Published(**{**state, **changes})
