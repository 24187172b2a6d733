from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from trainings.layout import due_date_key, questions_key, result_key
from trainings.list_tests import list_tests

from tests.unit.trainings.classroom import DUE, FRIDAY, WARSAW, Classroom, answered, event

DUE_TEXT = "2026-11-23T23:00:00+01:00"


@pytest.fixture
def room() -> Classroom:
    return Classroom()


def listed(room: Classroom, body: Any = None, **more: Any) -> tuple[int, Any]:
    body = {"studentId": "student01"} if body is None else body
    return answered(event(body, **more), lambda request: list_tests(request, room.store, WARSAW))


def test_open_tests__are_listed_sorted_with_their_due_dates(room: Classroom) -> None:
    room.publish("aws", "test10")
    room.publish("aws", "test02")

    assert listed(room) == (
        200,
        [
            {"subject": "aws", "testIds": ["test02", "test10"], "due": {"test02": DUE_TEXT, "test10": DUE_TEXT}},
            {"subject": "python", "testIds": ["test01", "test02"], "due": {"test01": DUE_TEXT, "test02": DUE_TEXT}},
        ],
    )


def test_subject_filter__narrows_the_list(room: Classroom) -> None:
    room.publish("aws", "test01")

    _, body = listed(room, {"studentId": "student01", "subjectName": "aws"})

    assert [entry["subject"] for entry in body] == ["aws"]


def test_submitted_test__is_left_out_for_its_student_only(room: Classroom) -> None:
    room.keep(result_key("python", "test01", "student01"), [])

    assert listed(room)[1][0]["testIds"] == ["test02"]
    assert listed(room, {"studentId": "student02"}, student="student02")[1][0]["testIds"] == ["test01", "test02"]


@pytest.mark.parametrize(("seconds", "count"), [(-1, 1), (0, 0), (1, 0)])
def test_closed_test__is_left_out_from_its_due_moment_on(room: Classroom, seconds: int, count: int) -> None:
    status, body = listed(room, at=DUE + timedelta(seconds=seconds))

    assert status == 200
    assert len(body) == count


def test_nothing_open__is_an_empty_list_even_for_a_known_subject(room: Classroom) -> None:
    assert listed(room, {"studentId": "student01", "subjectName": "python"}, at=DUE) == (200, [])


def test_test_without_due_date__is_open_until_the_deadline_after_its_questions(room: Classroom) -> None:
    room.publish("sql", "test01", due=None)

    _, body = listed(room, {"studentId": "student01", "subjectName": "sql"})

    assert body == [{"subject": "sql", "testIds": ["test01"], "due": {"test01": DUE_TEXT}}]


def test_due_date__is_shown_on_the_schools_clock(room: Classroom) -> None:
    room.publish("sql", "test01", due=datetime.fromisoformat("2026-12-01T10:00:00+00:00"))

    assert listed(room, {"studentId": "student01", "subjectName": "sql"})[1][0]["due"] == {
        "test01": "2026-12-01T11:00:00+01:00"
    }


def test_folder_without_questions__is_no_test(room: Classroom) -> None:
    del room.s3.objects[questions_key("python", "test02")]

    assert listed(room)[1][0]["testIds"] == ["test01"]


def test_one_damaged_due_date__hides_no_other_test(room: Classroom, caplog: pytest.LogCaptureFixture) -> None:
    room.s3.keep(due_date_key("python", "test01"), b"{")

    status, body = listed(room)

    assert (status, body[0]["testIds"]) == (200, ["test02"])
    assert "unreadable due date" in caplog.text


def test_unknown_subject__is_a_404(room: Classroom) -> None:
    status, message = listed(room, {"studentId": "student01", "subjectName": "cooking"})

    assert status == 404
    assert "cooking" in message


@pytest.mark.parametrize(
    ("body", "student", "status"),
    [
        ({"studentId": "student01"}, "student02", 403),
        ({"studentId": "student01"}, "nobody", 403),
        ({"studentId": "nobody"}, "student01", 400),
        ({}, "student01", 400),
        ({"studentId": "student01", "testId": "test01"}, "student01", 400),
    ],
)
def test_stranger_or_bad_request__is_refused(room: Classroom, body: Any, student: str, status: int) -> None:
    assert listed(room, body, student=student)[0] == status


def test_refused_request__lists_nothing(room: Classroom) -> None:
    listed(room, student="student02")

    assert room.s3.calls["ListObjectsV2"] == 0


def test_calls__do_not_grow_with_the_number_of_submissions(room: Classroom) -> None:
    listed(room)
    before = dict(room.s3.calls)
    for number in range(2_500):
        room.keep(result_key("python", "test01", f"other{number}"), [])
    room.s3.calls.clear()

    listed(room)

    assert dict(room.s3.calls) == before


def test_closed_test__costs_one_call(room: Classroom) -> None:
    listed(room)
    before = sum(room.s3.calls.values())
    for number in range(50):
        room.publish("python", f"old{number}", due=FRIDAY - timedelta(days=7))
    room.s3.calls.clear()

    listed(room)

    assert sum(room.s3.calls.values()) == before + 50
