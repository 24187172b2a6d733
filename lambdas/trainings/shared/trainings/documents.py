"""What each JSON document of the bucket must hold, checked in one place.

Functions read documents that a trainer, another installation or an interrupted upload may have damaged; the seed reads
the same documents before it publishes them. Both use these readers, so they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lambda_kit.checking import BadDocument, Checker, Fault, Spoilt, parse_json

from trainings.student_checking import StudentChecker

__all__ = [
    "MAX_SCORE",
    "Answer",
    "BadDocument",
    "Fault",
    "GivenAnswer",
    "Question",
    "Student",
    "StudentKey",
    "answer_faults",
    "answer_key_from",
    "due_date_from",
    "key_faults",
    "parse_json",
    "questions_from",
    "result_from",
    "score_from",
    "student_from",
    "student_keys_from",
    "students_from",
]

MAX_SCORE = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Student:
    """Somebody who has access, and where their scores are mailed."""

    student_id: str
    email: str

    def as_json(self) -> dict[str, str]:
        """Return the entry of ``studentsList.json``."""
        return {"student_id": self.student_id, "email": self.email}


@dataclass(frozen=True)
class Answer:
    """One of the answers a question offers."""

    answer_id: str
    answer_body: str


@dataclass(frozen=True)
class Question:
    """A question with the answers it offers."""

    question_id: str
    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class GivenAnswer:
    """An answer picked for a question, by a student or by the answer key."""

    question_id: str
    answer: str

    def as_json(self) -> dict[str, str]:
        """Return the entry of ``testResult.json`` or ``questionsKey.json``."""
        return {"questionId": self.question_id, "answer": self.answer}


@dataclass(frozen=True)
class StudentKey:
    """What is kept of a student's API key: the digest that recognises it, and its id in API Gateway."""

    student_id: str
    sha256: str
    api_key_id: str

    def as_json(self) -> dict[str, str]:
        """Return the value of the student's entry in ``studentKeys.json``."""
        return {"sha256": self.sha256, "apiKeyId": self.api_key_id}


def students_from(value: object, name: str = "studentsList.json") -> tuple[Student, ...]:
    """Read ``[{"student_id", "email"}, ...]``; raises ``BadDocument`` with all faults."""
    check = StudentChecker(name)
    students = [_student(check, entry, place) for place, entry in check.entries(value, "")]
    check.unique([student.student_id for student in students], "student_id", "")
    return tuple(check.done(students))


def student_from(entry: object, place: str, name: str = "studentsList.json") -> Student:
    """Read one entry of the students' list; raises ``BadDocument`` with all its faults."""
    check = StudentChecker(name)
    if isinstance(entry, Mapping):
        return check.done(_student(check, entry, place))  # type: ignore[no-any-return]  # returns what it is given
    check.fault(place, entry.reason if isinstance(entry, Spoilt) else "it must be an object")
    return check.done(None)  # type: ignore[no-any-return]  # raises: a fault was noted


def questions_from(value: object, name: str = "questions.json") -> tuple[Question, ...]:
    """Read the questions of a test with the answers each offers; raises ``BadDocument`` with all faults."""
    check = Checker(name)
    questions = [_question(check, entry, place) for place, entry in check.entries(value, "")]
    check.unique([question.question_id for question in questions], "questionId", "")
    return tuple(check.done(questions))


def answer_key_from(value: object, name: str = "questionsKey.json") -> tuple[GivenAnswer, ...]:
    """Read the right answers of a test; raises ``BadDocument`` with all faults."""
    return _given_answers(value, name)


def result_from(value: object, name: str = "testResult.json") -> tuple[GivenAnswer, ...]:
    """Read a student's answers, with gaps or empty; raises ``BadDocument`` with all faults."""
    return _given_answers(value, name, may_be_empty=True)


def score_from(value: object, name: str = "score.json") -> int:
    """Read ``{"score": 0..5}``; raises ``BadDocument``."""
    check = Checker(name)
    score = value.get("score") if isinstance(value, Mapping) else None
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= MAX_SCORE:
        check.fault("score", f"it must be a whole number from 0 to {MAX_SCORE}")
    return int(check.done(score))


def due_date_from(value: object, name: str = "dueDate.json") -> datetime:
    """Read ``{"due": "<ISO 8601 with offset>"}``; the result is aware. Raises ``BadDocument``."""
    check = Checker(name)
    text = value.get("due") if isinstance(value, Mapping) else None
    try:
        due = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        due = None
    if due is None or due.tzinfo is None:
        check.fault("due", 'it must be a moment with its offset, such as "2026-11-23T23:00:00+01:00"')
    return check.done(due)  # type: ignore[no-any-return]  # None was told as a fault, so done() did not return


def student_keys_from(value: object, name: str = "studentKeys.json") -> dict[str, StudentKey]:
    """Read ``{student_id: {"sha256", "apiKeyId"}}``; raises ``BadDocument`` with all faults."""
    check = Checker(name)
    if not isinstance(value, Mapping):
        check.fault("", "it must be an object")
        return dict(check.done({}))
    keys: dict[str, StudentKey] = {}
    for student, entry in value.items():
        digest, key_id = check.text(entry, "sha256", student), check.text(entry, "apiKeyId", student)
        if digest and not _SHA256.fullmatch(digest):
            check.fault(f"{student}.sha256", "it must be a SHA-256 digest in lower-case hexadecimal digits")
        keys[student] = StudentKey(student, digest, key_id)
    return dict(check.done(keys))


def key_faults(questions: Iterable[Question], key: Iterable[GivenAnswer]) -> tuple[Fault, ...]:
    """Say where an answer key does not fit its questions: every question needs one answer out of those it offers."""
    questions, key = tuple(questions), tuple(key)
    answered = {given.question_id for given in key}
    gaps = (
        Fault("", f"question {question.question_id!a} has no right answer here")
        for question in questions
        if question.question_id not in answered
    )
    return (*answer_faults(questions, key), *gaps)


def answer_faults(questions: Iterable[Question], given: Iterable[GivenAnswer]) -> tuple[Fault, ...]:
    """Say which answers do not fit the questions; gaps are no fault, a question answered twice was told on reading."""
    offered = {question.question_id: {answer.answer_id for answer in question.answers} for question in questions}
    faults = []
    for number, answer in enumerate(given):
        if answer.question_id not in offered:
            faults.append(Fault(f"[{number}].questionId", f"the test has no question {answer.question_id!a}"))
        elif answer.answer not in offered[answer.question_id]:
            choices = ", ".join(sorted(offered[answer.question_id]))
            faults.append(Fault(f"[{number}].answer", f"it is none of the question's answers ({choices})"))
    return tuple(faults)


def _student(check: StudentChecker, entry: object, place: str) -> Student:
    return Student(check.student_id(entry, place), check.email(entry, place))


def _question(check: Checker, entry: object, place: str) -> Question:
    offered = entry.get("answers") if isinstance(entry, Mapping) else None
    answers = tuple(
        Answer(check.short(answer, "answerId", inner), check.text(answer, "answerBody", inner))
        for inner, answer in check.entries(offered, f"{place}.answers")
    )
    check.unique([answer.answer_id for answer in answers], "answerId", f"{place}.answers")
    return Question(check.short(entry, "questionId", place), check.text(entry, "question", place), answers)


def _given_answers(value: object, name: str, *, may_be_empty: bool = False) -> tuple[GivenAnswer, ...]:
    check = Checker(name)
    given = [
        GivenAnswer(check.short(entry, "questionId", place), check.short(entry, "answer", place))
        for place, entry in check.entries(value, "", may_be_empty=may_be_empty)
    ]
    check.unique([answer.question_id for answer in given], "questionId", "")
    return tuple(check.done(given))
