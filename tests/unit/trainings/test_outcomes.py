from __future__ import annotations

from trainings.layout import batch_result_key
from trainings.outcomes import outcome_of, read_plan
from trainings.runs import BatchResult, PlannedTest, Problem

from tests.unit.trainings.weekly_course import School

TEST = PlannedTest("python", "test01", "2026-11-23T22:00:00+00:00", 4, ("00001", "00002"), ())
PROBLEM = Problem("python", "test01", "the answer key is damaged")


def keep(school: School, batch: str, result: BatchResult) -> None:
    school.write(batch_result_key("run", batch), result.as_json())


def test_results_of_batches__come_together() -> None:
    school = School()
    keep(school, "00001", BatchResult({"s1": 5}, (Problem("python", "test01", "torn", "s2"),)))
    keep(school, "00002", BatchResult({"s3": 1}))

    outcome = outcome_of(school.store, "run", TEST)

    assert (outcome.scores, outcome.complete) == ({"s1": 5, "s3": 1}, True)
    assert [problem.student for problem in outcome.problems] == ["s2"]


def test_problem_that_every_batch_met__is_told_once() -> None:
    school = School()
    for batch in TEST.batches:
        keep(school, batch, BatchResult(problems=(PROBLEM,), complete=False))

    outcome = outcome_of(school.store, "run", TEST)

    assert outcome.problems == (PROBLEM,)
    assert not outcome.complete


def test_batch_without_result__is_told_with_what_to_do() -> None:
    school = School()
    keep(school, "00001", BatchResult({"s1": 5}))

    outcome = outcome_of(school.store, "run", TEST)

    assert not outcome.complete
    assert outcome.scores == {"s1": 5}
    (problem,) = outcome.problems
    assert problem.problem.startswith("batch 2 of 2 could not be scored")
    assert "playbooks/score.yml" in problem.problem


def test_batch_with_torn_result__counts_as_failed() -> None:
    school = School()
    keep(school, "00001", BatchResult({"s1": 5}))
    school.s3.keep(batch_result_key("run", "00002"), b"{")

    assert not outcome_of(school.store, "run", TEST).complete


def test_run_that_never_was__has_no_plan() -> None:
    assert read_plan(School().store, "run") is None
