from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from trainings.get_test import get_test
from trainings.layout import STUDENTS_LIST, questions_key

from tests.unit.trainings.classroom import DUE, QUESTIONS, Classroom, answered, event

QUERY = {"subjectName": "python", "testId": "test01"}


@pytest.fixture
def room() -> Classroom:
    return Classroom()


def fetched(room: Classroom, query: dict[str, str] | None = None, **more: Any) -> tuple[int, Any]:
    given = event(query=QUERY if query is None else query, **more)
    return answered(given, lambda request: get_test(request, room.store))


def test_questions__are_answered_without_the_key(room: Classroom) -> None:
    assert fetched(room) == (200, QUESTIONS)


def test_questions__can_be_read_after_the_deadline(room: Classroom) -> None:
    assert fetched(room, at=DUE + timedelta(days=30))[0] == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"subjectName": "cooking", "testId": "test01"}, 404),
        ({"subjectName": "python", "testId": "test99"}, 404),
        ({"subjectName": "python"}, 400),
        ({"testId": "test01"}, 400),
        ({}, 400),
        ({**QUERY, "studentId": "student01"}, 400),
        ({"subjectName": "python", "testId": ""}, 400),
        ({"subjectName": "..", "testId": "test01"}, 400),
        ({"subjectName": "python/test01", "testId": "student01"}, 400),
        ({"subjectName": "_keys", "testId": "studentKeys.json"}, 400),
        ({"subjectName": "python", "testId": "test01\x00"}, 400),
        ({"subjectName": "python", "testId": "test01%2f.."}, 400),
    ],
)
def test_bad_or_unknown_address__is_refused(room: Classroom, query: dict[str, str], status: int) -> None:
    assert fetched(room, query)[0] == status


def test_stranger__learns_not_even_which_tests_there_are(room: Classroom) -> None:
    assert fetched(room, student="stranger")[0] == 403
    assert fetched(room, {"subjectName": "cooking", "testId": "x"}, student="stranger")[0] == 403


def test_student_taken_off_the_list__is_refused(room: Classroom) -> None:
    room.keep(STUDENTS_LIST, [{"student_id": "student02", "email": "b@example.com"}])

    status, message = fetched(room)

    assert status == 400
    assert "not on the list" in message


@pytest.mark.parametrize("body", [b"[", b"[]", b'[{"questionId": "1"}]', b"\xff"])
def test_damaged_questions__are_a_500_that_sends_to_the_trainer(room: Classroom, body: bytes) -> None:
    room.s3.keep(questions_key("python", "test01"), body)

    status, message = fetched(room)

    assert status == 500
    assert "trainer" in message
