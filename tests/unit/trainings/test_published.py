from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from lambda_kit.requests import ApiError
from trainings.documents import BadDocument
from trainings.layout import due_date_key, questions_key
from trainings.published import due_moment, published_due, questions_of, subjects, test_ids

from tests.unit.trainings.classroom import DUE, QUESTIONS, WARSAW, Classroom

PUBLISHED = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def room() -> Classroom:
    return Classroom()


def test_subjects__are_root_folders_but_no_reserved_ones(room: Classroom) -> None:
    room.publish("aws", "test01")
    room.keep("_runs/run/report.json", {})
    room.keep("100%/test01/questions.json", [])

    assert subjects(room.store) == ["aws", "python"]


def test_tests__are_the_folders_of_their_subject(room: Classroom) -> None:
    assert test_ids(room.store, "python") == ["test01", "test02"]
    assert test_ids(room.store, "pyth") == []


def test_questions__are_the_stored_document(room: Classroom) -> None:
    assert questions_of(room.store, "python", "test01").value == QUESTIONS


@pytest.mark.parametrize(
    ("subject", "test", "words"), [("sql", "test01", "no subject 'sql'"), ("python", "test09", "no test 'test09'")]
)
def test_unknown_subject_and_unknown_test__are_told_apart(room: Classroom, subject: str, test: str, words: str) -> None:
    with pytest.raises(ApiError, match=words) as caught:
        questions_of(room.store, subject, test)

    assert caught.value.code == HTTPStatus.NOT_FOUND
    assert "POST /v1/tests" in caught.value.message


def test_due_date__is_what_was_published(room: Classroom) -> None:
    assert due_moment(room.store, "python", "test01", PUBLISHED, WARSAW) == DUE


def test_due_date_of_a_bucket_from_elsewhere__follows_the_questions(room: Classroom) -> None:
    del room.s3.objects[due_date_key("python", "test01")]

    assert due_moment(room.store, "python", "test01", PUBLISHED, WARSAW).isoformat() == "2026-11-23T23:00:00+01:00"


def test_test_without_due_date__has_none_published(room: Classroom) -> None:
    assert published_due(room.store, "python", "test01") == DUE

    del room.s3.objects[due_date_key("python", "test01")]

    assert published_due(room.store, "python", "test01") is None


def test_damaged_due_date__is_told_by_its_key(room: Classroom) -> None:
    room.keep(due_date_key("python", "test01"), {"due": "soon"})

    with pytest.raises(BadDocument, match=r"python/test01/dueDate\.json"):
        due_moment(room.store, "python", "test01", PUBLISHED, WARSAW)


def test_damaged_questions__are_told_by_their_key(room: Classroom) -> None:
    room.s3.keep(questions_key("python", "test01"), b"[")

    with pytest.raises(BadDocument, match=r"python/test01/questions\.json"):
        questions_of(room.store, "python", "test01")
