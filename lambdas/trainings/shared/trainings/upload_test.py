"""``POST /v1/test``: a student submits the answers to a test, once and in time."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from lambda_kit.checking import BadDocument, Fault
from lambda_kit.requests import ApiError, Request

from trainings.access import check_student
from trainings.deadlines import is_open
from trainings.documents import GivenAnswer, Question, answer_faults, questions_from, result_from
from trainings.ids import student_id, subject_id, test_id
from trainings.layout import result_key
from trainings.published import due_moment, questions_of
from trainings.store import AlreadyThere, Store

_ANSWER_FIELDS = {"questionId", "answer"}


def upload_test(request: Request, store: Store, zone: ZoneInfo) -> str:
    """Store the answers and return a message for the student.

    Raises ``ApiError``: 400 for a bad request, an unlisted student or answers that do not fit, 403 for another's key or
    after the deadline, 404 for an unknown subject or test, 409 when the student submitted before.
    """
    fields = request.json_fields(
        {"subjectName": subject_id, "testId": test_id, "studentId": student_id, "testResult": _answers}
    )
    subject, test, student = fields["subjectName"], fields["testId"], fields["studentId"]
    check_student(store, request.api_key, student)
    stored = questions_of(store, subject, test)
    due = due_moment(store, subject, test, stored.last_modified, zone)
    _check_in_time(due, request.now)
    questions = questions_from(stored.value, stored.key)
    _check_fit(questions, fields["testResult"])
    _write_once(store, result_key(subject, test, student), fields["testResult"])
    answered = f"{len(fields['testResult'])} of {len(questions)} questions answered"
    return f"Your answers are submitted ({answered}). Your score is mailed after {due.isoformat()}."


def _answers(value: object) -> tuple[GivenAnswer, ...]:
    """Read ``testResult`` from a client, which may send nothing but the two fields, and at least one answer."""
    given = result_from(value, "testResult")
    if not given:
        # Sent by mistake it could never be taken back; a student with no answers simply submits nothing.
        raise BadDocument("testResult", [Fault("", "answer at least one question")])
    for number, entry in enumerate(value if isinstance(value, list) else []):
        unknown = sorted(set(entry) - _ANSWER_FIELDS)
        if unknown:
            raise BadDocument("testResult", [Fault(f"[{number}]", f"there is no field {unknown[0][:64]!a} here")])
    return given


def _check_in_time(due: datetime, now: datetime) -> None:
    if not is_open(due, now):
        raise ApiError(
            HTTPStatus.FORBIDDEN,
            f"This test was open until {due.isoformat()}: answers are no longer taken. Ask your trainer if in doubt.",
        )


def _check_fit(questions: tuple[Question, ...], given: tuple[GivenAnswer, ...]) -> None:
    faults = answer_faults(questions, given)
    if faults:
        raise ApiError(
            HTTPStatus.BAD_REQUEST,
            f"The answers do not fit the test: testResult{faults[0]}. Fetch the test again with GET /v1/test.",
        )


def _write_once(store: Store, key: str, given: tuple[GivenAnswer, ...]) -> None:
    document: list[dict[str, Any]] = [answer.as_json() for answer in given]
    try:
        store.put_new_json(key, document)
    except AlreadyThere:
        raise ApiError(
            HTTPStatus.CONFLICT, "You submitted this test before; the first submission stands and cannot be changed."
        ) from None
