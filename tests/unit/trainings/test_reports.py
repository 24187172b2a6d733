from __future__ import annotations

import json

from trainings.outcomes import Outcome
from trainings.reports import Refusal, Report, Row, grades, make_report
from trainings.runs import Plan, PlannedTest, Problem

AT = "2026-11-23T22:00:00+00:00"
DAMAGED = Problem("python", "test01", "torn", "s3")
TEST = PlannedTest("python", "test01", AT, 2, ("00001",), ("s4", "s5"))
PLAN = Plan("run", AT, AT, (TEST,), (Problem("sql", "test01", "nobody knows when it is due"),))
REFUSAL = Refusal("score-1", "v1", "python", "test01", "s1", "550: no such user")
OUTCOME = Outcome(TEST, {"s2": 0, "s1": 5}, (DAMAGED,), complete=True)


def report() -> Report:
    return make_report(PLAN, [OUTCOME], [REFUSAL])


def test_report__survives_the_bucket() -> None:
    assert Report.from_json(json.loads(json.dumps(report().as_json()))) == Report.from_json(report().as_json())
    assert Report.from_json(report().as_json()).as_json() == report().as_json()


def test_report__tells_problems_of_the_plan_and_of_the_tests() -> None:
    assert [problem.subject for problem in report().problems] == ["sql", "python"]


def test_grades__are_one_row_for_each_student_and_test() -> None:
    assert list(grades(report())) == [
        Row("s1", "python", "test01", "scored", 5),
        Row("s2", "python", "test01", "scored", 0),
        Row("s3", "python", "test01", "problem", None),
        Row("s4", "python", "test01", "missing", None),
        Row("s5", "python", "test01", "missing", None),
    ]


def test_scored_student_with_a_problem__is_scored() -> None:
    stranger = Problem("python", "test01", "not on the list", "s1")
    outcome = Outcome(TEST, {"s1": 5}, (stranger,), complete=True)

    assert [row for row in grades(make_report(PLAN, [outcome], [])) if row.student == "s1"] == [
        Row("s1", "python", "test01", "scored", 5)
    ]


def test_summary__counts_and_names_nobody() -> None:
    summary = report().summary()

    assert summary == {
        "runId": "run", "at": AT, "tests": 1, "submissions": 2, "scored": 2, "missing": 2, "problems": 2, "refused": 1,
    }  # fmt: skip
