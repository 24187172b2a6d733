"""A student is taken out of documents about many, and nobody else is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trainings.register import Closing, Register
from trainings.reports import Refusal, Report, ReportedTest
from trainings.runs import BatchResult, Plan, PlannedTest, Problem
from trainings_ops.forget.person import Person, is_about, redact, redact_lines

PERSON = Person("student07", frozenset({"s07@example.com", "score-abc"}))


@pytest.mark.parametrize(
    ("document", "without", "parts"),
    [
        ({"scores": {"student07": 5, "student08": 3}}, {"scores": {"student08": 3}}, [{"student07": 5}]),
        ({"missing": ["student07", "student08"]}, {"missing": ["student08"]}, ["student07"]),
        (
            [{"student": "student07", "problem": "damaged"}, {"student": "student08", "problem": "damaged"}],
            [{"student": "student08", "problem": "damaged"}],
            [{"student": "student07", "problem": "damaged"}],
        ),
        ([["student07", 5], ["student08", 3]], [["student08", 3]], [["student07", 5]]),
        ({"told": {"score-abc": "v1", "score-def": "v2"}}, {"told": {"score-def": "v2"}}, [{"score-abc": "v1"}]),
        (
            [{"to": "s07@example.com"}, {"to": "s08@example.com"}],
            [{"to": "s08@example.com"}],
            [{"to": "s07@example.com"}],
        ),
        (
            {"batches": [{"students": ["student06", "student07"], "batch": "1"}]},
            {"batches": [{"students": ["student06"], "batch": "1"}]},
            ["student07"],
        ),
        ({"last": {"student": "student07"}}, {"last": {"student": "[forgotten]"}}, ["student07"]),
    ],
)
def test_smallest_part_that_names_the_student__goes(document, without, parts) -> None:
    found = redact(document, PERSON)
    assert (found.document, found.parts) == (without, parts)


@pytest.mark.parametrize(
    "text",
    [
        "student07: damaged",
        "linux/test01/student07/testResult.json cannot be read",
        "nothing from student07.",
        "student07@a.b",
    ],
)
def test_sentence_that_speaks_of_the_student__loses_the_name(text) -> None:
    found = redact({"problem": text}, PERSON)
    assert "student07" not in found.document["problem"]
    assert "[forgotten]" in found.document["problem"]
    assert found.parts == [text]


@pytest.mark.parametrize(
    "text", ["student070", "my-student07", "xstudent07", "student07-b", "Student07", "student07.b"]
)
def test_name_that_only_looks_alike__is_nobodys(text) -> None:
    assert redact([{"student": text}, {"problem": f"{text} is missing"}], PERSON).parts == []


def test_short_id__is_only_found_where_it_stands_alone() -> None:
    person = Person("a")
    assert redact({"problem": "a test of a kind"}, person).parts == []
    assert redact({"problem": "linux/test01/a/score.json"}, person).parts == ["linux/test01/a/score.json"]
    assert redact([{"student": "a"}, {"student": "b"}], person).document == [{"student": "b"}]


def test_document_without_the_student__comes_back_as_it_was() -> None:
    document = {"tests": [{"subject": "linux", "scores": {"student08": 1}, "submitted": 1}], "at": None, "ok": True}
    assert redact(document, PERSON).document == document


def test_lines_of_a_table__go_one_by_one() -> None:
    found = redact_lines("student;score\nstudent07;5\nstudent08;3\n", PERSON)
    assert (found.document, found.parts) == ("student;score\nstudent08;3\n", ["student07;5\n"])


def test_note_about_the_student_alone__is_theirs_as_a_whole() -> None:
    assert is_about({"student": "student07", "reason": "refused"}, PERSON)
    assert not is_about({"tests": [{"student": "student07"}]}, PERSON)


BOTH = ("student07", "student08")
PROBLEMS = tuple(Problem("linux", "test01", f"linux/test01/{one}/testResult.json is damaged", one) for one in BOTH)
REPORT = Report(
    "run1",
    "2026-11-23T22:00:00+00:00",
    (ReportedTest("linux", "test01", "2026-11-23T22:00:00+00:00", 2, dict.fromkeys(BOTH, 4), list(BOTH)),),
    PROBLEMS,
    tuple(Refusal(f"score-{one}", "v1", "linux", "test01", one, "no such mailbox") for one in BOTH),
)
PLAN = Plan("run1", "at", "planned", (PlannedTest("linux", "test01", "due", 2, ("00001",), BOTH),), PROBLEMS)
CLOSING = Closing("run1", "at", "closed", complete=True)


@pytest.mark.parametrize(
    "record",
    [
        REPORT,
        PLAN,
        BatchResult(dict.fromkeys(BOTH, 5), PROBLEMS),
        Register({"linux/test01": CLOSING}, ("run1",), {"score-abc": "v1", "score-def": "v1"}),
    ],
)
def test_record_of_the_weekly_job__can_still_be_read_without_the_student(record: Any) -> None:
    found = redact(json.loads(json.dumps(record.as_json())), PERSON)
    assert found.parts
    text = json.dumps(type(record).from_json(found.document).as_json())
    assert "student07" not in text
    assert "score-abc" not in text
    assert "student08" in text or "score-def" in text
