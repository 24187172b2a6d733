from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import pytest
from lambda_kit.requests import ApiError
from trainings.access import calling_student, check_student, key_digest, key_owner
from trainings.documents import BadDocument, StudentKey
from trainings.layout import STUDENT_KEYS, STUDENTS_LIST

from tests.unit.trainings.classroom import Classroom, api_key


@pytest.fixture
def room() -> Classroom:
    return Classroom()


def status(caught: pytest.ExceptionInfo[ApiError]) -> HTTPStatus:
    return caught.value.code


def test_digest__is_sha_256_in_hexadecimal_digits() -> None:
    assert key_digest("abc") == hashlib.sha256(b"abc").hexdigest()


def test_key__is_recognised_by_its_digest_alone() -> None:
    keys = {name: StudentKey(name, key_digest(f"key {name}"), "id") for name in ("a", "b", "c")}

    assert key_owner("key b", keys) == "b"
    assert key_owner("key d", keys) is None
    assert key_owner("", keys) is None
    assert key_owner(key_digest("key b"), keys) is None


def test_key_that_is_no_ascii__is_nobodys(room: Classroom) -> None:
    with pytest.raises(ApiError) as caught:
        calling_student(room.store, "schlüssel")

    assert status(caught) == HTTPStatus.FORBIDDEN


def test_calling_student__is_the_keys_owner(room: Classroom) -> None:
    assert calling_student(room.store, api_key("student02")) == "student02"


@pytest.mark.parametrize("key", ["", "unknown", api_key("student01") + " ", api_key("student03")])
def test_key_of_nobody__is_forbidden(room: Classroom, key: str) -> None:
    with pytest.raises(ApiError, match="belongs to no student") as caught:
        calling_student(room.store, key)

    assert status(caught) == HTTPStatus.FORBIDDEN


def test_bucket_without_keys__lets_nobody_in(room: Classroom) -> None:
    del room.s3.objects[STUDENT_KEYS]

    with pytest.raises(ApiError, match="belongs to no student"):
        calling_student(room.store, api_key("student01"))


def test_own_student__is_let_in(room: Classroom) -> None:
    check_student(room.store, api_key("student01"), "student01")


def test_key_of_another_student__is_forbidden(room: Classroom) -> None:
    with pytest.raises(ApiError, match="another student") as caught:
        check_student(room.store, api_key("student02"), "student01")

    assert status(caught) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("listed", [None, [], [{"student_id": "student02", "email": "b@example.com"}]])
@pytest.mark.parametrize(
    "call",
    [lambda store, key: check_student(store, key, "student01"), calling_student],
    ids=["claimed", "by key"],
)
def test_student_not_on_the_list__is_a_bad_request(room: Classroom, listed: Any, call: Any) -> None:
    room.keep(STUDENTS_LIST, listed)
    if listed is None:
        del room.s3.objects[STUDENTS_LIST]

    with pytest.raises(ApiError, match="not on the list") as caught:
        call(room.store, api_key("student01"))

    assert status(caught) == HTTPStatus.BAD_REQUEST


def test_damaged_list__lets_nobody_in(room: Classroom) -> None:
    room.s3.keep(STUDENTS_LIST, b"[{")

    with pytest.raises(BadDocument):
        calling_student(room.store, api_key("student01"))


@pytest.mark.parametrize("content", [b"{}", b"null", b'""', b"0"])
def test_list_that_is_none__lets_nobody_in_and_is_told(room: Classroom, content: bytes) -> None:
    room.s3.keep(STUDENTS_LIST, content)

    with pytest.raises(BadDocument, match="it must be a list"):
        check_student(room.store, api_key("student01"), "student01")


@pytest.mark.parametrize("bad", [None, {}, {"student_id": "student02", "email": "nowhere"}, {"student_id": "b c d e"}])
def test_bad_entry_of_somebody_else__keeps_nobody_out(room: Classroom, bad: Any) -> None:
    good = {"student_id": "student01", "email": "student01@example.com"}
    room.keep(STUDENTS_LIST, [bad, good, bad, good])

    check_student(room.store, api_key("student01"), "student01")
    assert calling_student(room.store, api_key("student01")) == "student01"


def test_bad_entry_of_ones_own__is_told_apart_from_none(room: Classroom) -> None:
    room.keep(STUDENTS_LIST, [{"student_id": "student01", "email": "nowhere"}])

    with pytest.raises(BadDocument, match="email"):
        check_student(room.store, api_key("student01"), "student01")
