"""The sample content: readable by the domain's own readers, fair to guess at, and right.

A wrong answer key fails students who know better, and nothing else in the repository would notice.
"""

from __future__ import annotations

import contextlib
import io
import json
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from trainings.documents import answer_key_from, key_faults, questions_from, students_from

CONTENT = Path(__file__).resolve().parents[3] / "content" / "trainings"
TESTS = sorted(path.parent for path in CONTENT.glob("*/*/questions.json"))
SUBJECTS = sorted({test.parent.name for test in TESTS})
PRINTS = "What does this print?\n\n    "


def document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def right_answers(test: Path) -> list[tuple[dict[str, Any], str]]:
    """Return each question of a test with the text of its right answer."""
    key = {entry["questionId"]: entry["answer"] for entry in document(test / "questionsKey.json")}
    return [
        (one, next(a["answerBody"] for a in one["answers"] if a["answerId"] == key[one["questionId"]]))
        for one in document(test / "questions.json")
    ]


PROGRAMS = [
    pytest.param(textwrap.dedent(one["question"].removeprefix(PRINTS.rstrip(" "))), right, id=f"{test.name}-{number}")
    for test in TESTS
    if test.parent.name == "python"
    for number, (one, right) in enumerate(right_answers(test), 1)
    if one["question"].startswith(PRINTS)
]


def test_students_list__has_thirty_students_at_addresses_that_reach_nobody() -> None:
    students = students_from(document(CONTENT / "studentsList.json"))
    assert [one.student_id for one in students] == [f"student{number:02}" for number in range(1, 31)]
    assert {one.email.partition("@")[2] for one in students} == {"example.com"}


def test_subjects__are_three_or_more_with_two_tests_each() -> None:
    assert len(SUBJECTS) >= 3
    assert set(Counter(test.parent.name for test in TESTS).values()) == {2}


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test.parent.name}-{test.name}")
def test_each_test__has_ten_questions_with_four_answers_and_a_fitting_key(test: Path) -> None:
    questions = questions_from(document(test / "questions.json"))
    key = answer_key_from(document(test / "questionsKey.json"))
    assert key_faults(questions, key) == ()
    assert [one.question_id for one in questions] == [str(number) for number in range(1, 11)]
    for one in questions:
        assert [answer.answer_id for answer in one.answers] == list("abcd")
        assert len({answer.answer_body for answer in one.answers}) == 4


@pytest.mark.parametrize("subject", SUBJECTS)
def test_right_answers__are_spread_evenly_over_the_letters(subject: str) -> None:
    keys = [document(test / "questionsKey.json") for test in TESTS if test.parent.name == subject]
    assert Counter(entry["answer"] for key in keys for entry in key) == dict.fromkeys("abcd", 5)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_right_answers__are_not_given_away_by_their_length(subject: str) -> None:
    longest = [
        right
        for test in TESTS
        if test.parent.name == subject
        for one, right in right_answers(test)
        if all(len(right) > len(answer["answerBody"]) for answer in one["answers"] if answer["answerBody"] != right)
    ]
    assert len(longest) <= 5, longest  # a quarter is what chance gives


@pytest.mark.parametrize(("program", "right"), PROGRAMS)
def test_program_in_a_python_question__prints_its_right_answer(program: str, right: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "question", "exec"), {})
    assert printed.getvalue().strip() == right
