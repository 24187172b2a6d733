from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from trainings.documents import (
    Answer,
    BadDocument,
    GivenAnswer,
    Question,
    Student,
    StudentKey,
    answer_faults,
    answer_key_from,
    due_date_from,
    key_faults,
    questions_from,
    result_from,
    score_from,
    student_keys_from,
    students_from,
)

from tests.unit.trainings.classroom import QUESTIONS

STUDENTS = [{"student_id": "student01", "email": "student01@example.com"}]
ANSWERS = [{"questionId": "1", "answer": "a"}, {"questionId": "2", "answer": "c"}]


def changed(document: Any, path: list[Any], value: Any) -> Any:
    """A deep copy of a document with one place set."""
    copied = copy.deepcopy(document)
    place = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def places(caught: pytest.ExceptionInfo[BadDocument]) -> list[str]:
    return [fault.place for fault in caught.value.faults]


def test_students_list__is_read_and_written_back_alike() -> None:
    students = students_from(STUDENTS)

    assert students == (Student("student01", "student01@example.com"),)
    assert [student.as_json() for student in students] == STUDENTS


@pytest.mark.parametrize(
    ("document", "place", "reason"),
    [
        ({}, "", "must be a list"),
        ([], "", "the list is empty"),
        (["student01"], "[0].student_id", "must be an object"),
        ([{"student_id": "student01"}], "[0].email", "missing"),
        ([{"student_id": 1, "email": "a@b.com"}], "[0].student_id", "must be a text"),
        ([{"student_id": "../x", "email": "a@b.com"}], "[0].student_id", "no valid student id"),
        ([{"student_id": "_x", "email": "a@b.com"}], "[0].student_id", "reserved"),
        ([{"student_id": "student01", "email": "nowhere"}], "[0].email", "not an e-mail address"),
        (STUDENTS * 2, "[1].student_id", "stands already at [0]"),
    ],
)
def test_bad_students_list__is_told_with_place_and_reason(document: Any, place: str, reason: str) -> None:
    with pytest.raises(BadDocument) as caught:
        students_from(document)

    assert place in places(caught)
    assert reason in str(caught.value)


def test_questions__are_read() -> None:
    questions = questions_from(QUESTIONS)

    assert [question.question_id for question in questions] == ["1", "2", "3"]
    assert questions[0].answers[2] == Answer("c", "Answer c")


def test_questions_with_more_fields__are_read_all_the_same() -> None:
    assert questions_from(changed(QUESTIONS, [0, "picture"], "x.png")) == questions_from(QUESTIONS)


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ([0, "questionId"], 1, "[0].questionId", "must be a text"),
        ([0, "questionId"], "", "[0].questionId", "empty"),
        ([0, "questionId"], "x" * 65, "[0].questionId", "at most 64"),
        ([1, "questionId"], "1", "[1].questionId", "stands already at [0]"),
        ([2, "question"], " ", "[2].question", "empty"),
        ([2, "question"], "a\x1b[2J", "[2].question", "control"),
        ([0, "answers"], [], "[0].answers", "empty"),
        ([0, "answers"], "abc", "[0].answers", "must be a list"),
        ([0, "answers", 1, "answerId"], "a", "[0].answers[1].answerId", "stands already at [0].answers[0]"),
        ([0, "answers", 1, "answerBody"], None, "[0].answers[1].answerBody", "must be a text"),
        ([1], "text", "[1].question", "must be an object"),
    ],
)
def test_bad_questions__are_told_with_place_and_reason(path: list[Any], value: Any, place: str, reason: str) -> None:
    with pytest.raises(BadDocument) as caught:
        questions_from(changed(QUESTIONS, path, value), "python/test01/questions.json")

    assert place in places(caught)
    assert reason in str(caught.value)


def test_several_faults__are_all_told_at_once() -> None:
    document = changed(changed(QUESTIONS, [0, "question"], ""), [2, "answers", 0, "answerId"], 7)

    with pytest.raises(BadDocument) as caught:
        questions_from(document)

    assert places(caught) == ["[0].question", "[2].answers[0].answerId"]


def test_answer_key_and_result__are_read_and_written_back_alike() -> None:
    for given in (answer_key_from(ANSWERS), result_from(ANSWERS)):
        assert given == (GivenAnswer("1", "a"), GivenAnswer("2", "c"))
        assert [answer.as_json() for answer in given] == ANSWERS


def test_empty_sheet__is_a_result_but_no_answer_key() -> None:
    assert result_from([]) == ()
    with pytest.raises(BadDocument, match="the list is empty"):
        answer_key_from([])


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("a", ""),
        ({"questionId": "1", "answer": "a"}, ""),
        ([{"questionId": "1"}], "[0].answer"),
        ([{"answer": "a"}], "[0].questionId"),
        ([{"questionId": 1, "answer": "a"}], "[0].questionId"),
        ([{"questionId": "1", "answer": ["a"]}], "[0].answer"),
        ([*ANSWERS, {"questionId": "1", "answer": "b"}], "[2].questionId"),
        ([None], "[0].questionId"),
    ],
)
def test_bad_answers__are_told_with_their_place(document: Any, place: str) -> None:
    for read in (answer_key_from, result_from):
        with pytest.raises(BadDocument) as caught:
            read(document)
        assert place in places(caught)


@pytest.mark.parametrize("score", [0, 1, 5])
def test_score__is_a_whole_number_up_to_five(score: int) -> None:
    assert score_from({"score": score}) == score


@pytest.mark.parametrize(
    "document", [{"score": 6}, {"score": -1}, {"score": 2.5}, {"score": True}, {"score": "3"}, {}, 3, None]
)
def test_bad_score__is_a_fault(document: Any) -> None:
    with pytest.raises(BadDocument, match="score: it must be a whole number from 0 to 5"):
        score_from(document)


def test_due_date__is_an_aware_moment() -> None:
    due = due_date_from({"due": "2026-11-23T23:00:00+01:00"})

    assert due.astimezone(UTC) == datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert due.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("document", [{"due": "2026-11-23T23:00"}, {"due": "Monday"}, {"due": 5}, {}, [], None])
def test_due_date_without_offset_or_sense__is_a_fault(document: Any) -> None:
    with pytest.raises(BadDocument, match="a moment with its offset"):
        due_date_from(document)


def test_student_keys__are_read_and_written_back_alike() -> None:
    document = {"student01": {"sha256": "0f" * 32, "apiKeyId": "abc123"}}

    keys = student_keys_from(document)

    assert keys == {"student01": StudentKey("student01", "0f" * 32, "abc123")}
    assert {name: key.as_json() for name, key in keys.items()} == document


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], ""),
        ({"student01": {"sha256": "0F" * 32, "apiKeyId": "x"}}, "student01.sha256"),
        ({"student01": {"sha256": "abc", "apiKeyId": "x"}}, "student01.sha256"),
        ({"student01": {"sha256": "0f" * 32}}, "student01.apiKeyId"),
        ({"student01": "key"}, "student01.sha256"),
    ],
)
def test_bad_student_keys__are_told_with_their_place(document: Any, place: str) -> None:
    with pytest.raises(BadDocument) as caught:
        student_keys_from(document)

    assert place in places(caught)


def given(*pairs: tuple[str, str]) -> tuple[GivenAnswer, ...]:
    return tuple(GivenAnswer(question, answer) for question, answer in pairs)


def offered() -> tuple[Question, ...]:
    return questions_from(QUESTIONS)


def test_fitting_key__has_no_faults() -> None:
    assert key_faults(offered(), given(("1", "a"), ("2", "b"), ("3", "c"))) == ()


def test_key_that_does_not_fit__is_told_for_each_place() -> None:
    faults = [str(fault) for fault in key_faults(offered(), given(("1", "z"), ("9", "a")))]

    assert faults == [
        "[0].answer: it is none of the question's answers (a, b, c)",
        "[1].questionId: the test has no question '9'",
        "question '2' has no right answer here",
        "question '3' has no right answer here",
    ]


def test_gaps__are_no_fault_of_a_students_sheet() -> None:
    assert answer_faults(offered(), given(("2", "b"))) == ()
    assert answer_faults(offered(), ()) == ()
