"""What became of a run's tests, gathered from the results of its batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lambda_kit.parallel import in_parallel

from trainings.documents import BadDocument
from trainings.layout import batch_result_key, plan_key
from trainings.runs import BatchResult, Plan, PlannedTest, Problem
from trainings.store import Store


@dataclass(frozen=True)
class Outcome:
    """A test of a run with its scores (0 to 5) by student; ``complete`` unless a batch of it could not be scored."""

    test: PlannedTest
    scores: dict[str, int]
    problems: tuple[Problem, ...]
    complete: bool


def read_plan(store: Store, run_id: str) -> Plan | None:
    """Read what a run set out to do; ``None`` when it had nothing to do, or it is too long ago."""
    found = store.get_json(plan_key(run_id))
    return None if found is None else Plan.from_json(found)


def outcome_of(store: Store, run_id: str, test: PlannedTest) -> Outcome:
    """Gather the results of a test's batches; a batch without a result is told as a problem."""
    results = in_parallel(lambda batch: _result_of(store, run_id, test, batch), test.batches)
    scores = {student: score for result in results for student, score in result.scores.items()}
    problems = _once(problem for result in results for problem in result.problems)
    return Outcome(test, scores, problems, all(result.complete for result in results))


def _result_of(store: Store, run_id: str, test: PlannedTest, batch: str) -> BatchResult:
    place = batch_result_key(run_id, batch)
    try:
        found = store.get_json(place)
    except BadDocument:
        found = None
    if found is not None:
        return BatchResult.from_json(found)
    number = f"{test.batches.index(batch) + 1} of {len(test.batches)}"
    text = f"batch {number} could not be scored; the next run scores what is left, playbooks/score.yml runs it now"
    return BatchResult(problems=(Problem(test.subject, test.test_id, text),), complete=False)


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    # A damaged answer key is met by every batch of its test; the trainer is told once.
    return tuple(dict.fromkeys(problems))
