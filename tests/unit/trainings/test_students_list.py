from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from trainings.documents import BadDocument, Student
from trainings.layout import STUDENTS_LIST
from trainings.students_list import StudentsList, parse_students_list, stored_students

from tests.unit.trainings.classroom import Classroom

ANN, BOB = ({"student_id": name, "email": f"{name}@example.com"} for name in ("ann", "bob"))


def read(*entries: Any) -> StudentsList:
    return parse_students_list(json.dumps(entries).encode())


def names(students: StudentsList) -> list[str]:
    return [student.student_id for student in students.students]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (None, "[1]: it must be an object"),
        ("bob", "[1]: it must be an object"),
        ({}, "[1].student_id: it is missing"),
        ({"student_id": "../bob", "email": "bob@example.com"}, "[1].student_id: "),
        ({"student_id": "bob", "email": "nowhere"}, "[1].email: "),
        ({"student_id": "bob", "email": 7}, "[1].email: "),
        ({"student_id": ["bob"], "email": "bob@example.com"}, "[1].student_id: "),
    ],
)
def test_bad_entry__is_told_with_its_place_and_leaves_the_others(entry: Any, place: str) -> None:
    students = read(ANN, entry, BOB)

    assert names(students) == ["ann", "bob"]
    assert str(students.bad[0]).startswith(place)


def test_entry_with_a_field_twice__spoils_only_itself() -> None:
    raw = (
        b'[{"student_id": "ann", "email": "ann@example.com"}, {"student_id": "bob", "student_id": "eve", "email": ""}]'
    )

    students = parse_students_list(raw)

    assert names(students) == ["ann"]
    assert [str(entry) for entry in students.bad] == ["[1]: a field stands twice: 'student_id'"]


def test_student_listed_twice__counts_as_listed_first_and_is_told() -> None:
    students = read(ANN, BOB, {**ANN, "email": "other@example.com"})

    assert students.students == (Student("ann", "ann@example.com"), Student("bob", "bob@example.com"))
    assert [str(entry) for entry in students.bad] == ["[2].student_id: 'ann' stands already at [0], which counts"]


def test_good_entry_after_a_bad_one_of_the_same_student__counts() -> None:
    students = read({**ANN, "email": "nowhere"}, ANN)

    assert names(students) == ["ann"]
    assert students.has("ann")


def test_empty_list__is_a_list_of_nobody() -> None:
    assert read() == StudentsList()


@pytest.mark.parametrize("raw", [b"{}", b"null", b'""', b"0", b"[{", b"", b'{"a": 1, "a": 2}'])
def test_what_is_no_list__is_refused(raw: bytes) -> None:
    with pytest.raises(BadDocument, match=STUDENTS_LIST):
        parse_students_list(raw)


def test_student_whose_own_entry_is_bad__is_neither_on_the_list_nor_off_it() -> None:
    students = read(ANN, {**BOB, "email": "nowhere"})

    assert students.has("ann")
    assert not students.has("eve")
    with pytest.raises(BadDocument, match=r"\[1\]\.email"):
        students.has("bob")


def test_bad_entries_of_the_published_list__are_logged_by_count_alone(caplog: pytest.LogCaptureFixture) -> None:
    room = Classroom()
    room.keep(STUDENTS_LIST, [ANN, {**BOB, "email": "nowhere"}, None])

    with caplog.at_level(logging.INFO):
        stored_students(room.store)

    (record,) = caplog.records
    assert vars(record)["badEntries"] == 2
    assert "bob" not in str(vars(record))


def test_list_before_the_first_seed__is_missing() -> None:
    room = Classroom()
    del room.s3.objects[STUDENTS_LIST]

    assert stored_students(room.store) is None
