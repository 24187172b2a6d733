from __future__ import annotations

import random
import threading
from datetime import timedelta
from typing import Any

import pytest
from trainings.layout import STUDENTS_LIST, due_date_key, questions_key, result_key
from trainings.upload_test import upload_test

from tests.unit.trainings.classroom import DUE, WARSAW, Classroom, answered, event

KEY = result_key("python", "test01", "student01")
SHEET = [{"questionId": "1", "answer": "a"}, {"questionId": "3", "answer": "c"}]


@pytest.fixture
def room() -> Classroom:
    return Classroom()


def body(**changes: Any) -> dict[str, Any]:
    return {"subjectName": "python", "testId": "test01", "studentId": "student01", "testResult": SHEET, **changes}


def submitted(room: Classroom, document: Any = None, **more: Any) -> tuple[int, Any]:
    given = event(body() if document is None else document, **more)
    return answered(given, lambda request: upload_test(request, room.store, WARSAW))


def test_answers__are_stored_as_they_were_given(room: Classroom) -> None:
    status, message = submitted(room)

    assert status == 200
    assert "2 of 3 questions answered" in message
    assert "2026-11-23T23:00:00+01:00" in message
    assert room.document(KEY) == SHEET


def test_second_submission__is_a_conflict_and_the_first_stands(room: Classroom) -> None:
    submitted(room)

    status, message = submitted(room, body(testResult=[{"questionId": "1", "answer": "b"}]))

    assert status == 409
    assert "the first submission stands" in message
    assert room.document(KEY) == SHEET


def test_submissions_at_once__have_one_winner_whose_answers_stand(room: Classroom) -> None:
    outcomes: dict[str, int] = {}
    start = threading.Barrier(3)

    def send(letter: str) -> None:
        start.wait()
        outcomes[letter] = submitted(room, body(testResult=[{"questionId": "1", "answer": letter}]))[0]

    threads = [threading.Thread(target=send, args=(letter,)) for letter in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes.values()) == [200, 409, 409]
    assert outcomes[room.document(KEY)[0]["answer"]] == 200


@pytest.mark.parametrize(("milliseconds", "expected"), [(-1, 200), (0, 403), (1, 403)])
def test_deadline__is_the_due_moment_as_the_gateway_saw_the_request(
    room: Classroom, milliseconds: int, expected: int
) -> None:
    status, message = submitted(room, at=DUE + timedelta(milliseconds=milliseconds))

    assert status == expected
    assert (KEY in room.s3.objects) is (expected == 200)
    assert "2026-11-23T23:00:00+01:00" in message


def test_test_without_due_date__is_open_until_the_deadline_after_its_questions(room: Classroom) -> None:
    del room.s3.objects[due_date_key("python", "test01")]

    assert submitted(room, at=DUE)[0] == 403
    assert submitted(room, at=DUE - timedelta(seconds=1))[0] == 200


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ([{"questionId": "9", "answer": "a"}], "testResult[0].questionId: the test has no question '9'"),
        ([*SHEET, {"questionId": "2", "answer": "z"}], "testResult[2].answer: it is none of the question's answers"),
        ([{"questionId": "1", "answer": ""}], "testResult[0].answer"),
        ([{"questionId": "1", "answer": "a"}] * 2, "'1' stands already"),
        ([{"questionId": "1"}], "The field testResult[0].answer is wrong: it is missing"),
        ([{"questionId": 1, "answer": "a"}], "testResult[0].questionId is wrong: it must be a text"),
        ([{"questionId": "1", "answer": "a", "score": 5}], "testResult[0] is wrong: there is no field 'score' here"),
        ([], "answer at least one question"),
        ({}, "testResult is wrong: it must be a list"),
        ("a", "it must be a list"),
        (None, "it must be a list"),
        ([["1", "a"]], "its entry must be an object"),
    ],
)
def test_answers_that_do_not_fit__are_told_by_place_and_store_nothing(room: Classroom, result: Any, words: str) -> None:
    status, message = submitted(room, body(testResult=result))

    assert status == 400
    assert words in message
    assert KEY not in room.s3.objects


def test_gaps_and_any_order__are_fine(room: Classroom) -> None:
    sheet = [{"questionId": "3", "answer": "b"}, {"questionId": "1", "answer": "c"}]

    assert submitted(room, body(testResult=sheet))[0] == 200
    assert room.document(KEY) == sheet


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"subjectName": "cooking"}, 404, "no subject"),
        ({"testId": "test99"}, 404, "no test"),
        ({"studentId": "student02"}, 403, "another student"),
        ({"studentId": "nobody"}, 400, "not on the list"),
        ({"studentId": "../student02"}, 400, "studentId"),
        ({"testId": "test01/student02"}, 400, "testId"),
        ({"subjectName": "_runs"}, 400, "reserved"),
        ({"subjectName": 7}, 400, "subjectName"),
        ({"extra": 1}, 400, "no field 'extra'"),
    ],
)
def test_wrong_address__is_refused_and_stores_nothing(
    room: Classroom, changes: dict[str, Any], status: int, words: str
) -> None:
    before = set(room.s3.objects)

    found, message = submitted(room, body(**changes))

    assert found == status
    assert words in message
    assert set(room.s3.objects) == before


@pytest.mark.parametrize("field", ["subjectName", "testId", "studentId", "testResult"])
def test_missing_field__is_named(room: Classroom, field: str) -> None:
    document = body()
    del document[field]

    assert submitted(room, document) == (
        400, f"The field {field} is missing. Send subjectName, testId, studentId, testResult."
    )  # fmt: skip


def test_key_of_a_student_off_the_list__submits_nothing(room: Classroom) -> None:
    room.keep(STUDENTS_LIST, [{"student_id": "student02", "email": "b@example.com"}])

    assert submitted(room)[0] == 400
    assert KEY not in room.s3.objects


@pytest.mark.parametrize("key", [questions_key("python", "test01"), due_date_key("python", "test01")])
def test_damaged_test__is_a_500_that_stores_nothing(room: Classroom, key: str) -> None:
    room.s3.keep(key, b"{}")

    assert submitted(room)[0] == 500
    assert KEY not in room.s3.objects


def test_any_mangled_body__is_refused_in_the_envelope_and_stores_nothing(room: Classroom) -> None:
    dice = random.Random(2)
    junk: list[Any] = [None, True, 0, -1, 1.5, "", "a", "../x", "\x00", "\ud800", [], {}, [[]], {"a": {}}, "x" * 2000]
    before = set(room.s3.objects)
    for _ in range(500):
        document = body()
        document[dice.choice(list(document))] = dice.choice(junk)
        status, message = submitted(room, document)
        if status == 200:  # the dice put a good value there by chance: none of the junk is one
            pytest.fail(f"accepted: {document}")
        assert status in {400, 403, 404}
        assert isinstance(message, str)
        assert message
    assert set(room.s3.objects) == before
