"""The report of a run: what the trainer's mail is made from, stored so that it can be sent again word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trainings.outcomes import Outcome
from trainings.runs import Plan, Problem


@dataclass(frozen=True)
class Refusal:
    """A mail that was refused for good: which, at which version of the note on it, about what, and why."""

    mail_id: str
    version: str
    subject: str
    test_id: str
    student: str
    reason: str


@dataclass(frozen=True)
class ReportedTest:
    """A test in a report; ``scores`` (0 to 5) by student, ``unscored`` who submitted and has none."""

    subject: str
    test_id: str
    due: str
    submitted: int
    scores: Mapping[str, int]
    missing: Sequence[str]
    unscored: Sequence[str] = ()

    @property
    def name(self) -> str:
        """How the trainer writes this test: ``subject/testId``."""
        return f"{self.subject}/{self.test_id}"


@dataclass(frozen=True)
class Report:
    """Everything the trainer is told about a run."""

    run_id: str
    at: str
    tests: tuple[ReportedTest, ...]
    problems: tuple[Problem, ...]
    refused: tuple[Refusal, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.tests or self.problems or self.refused)

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``report.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Report:
        """Read ``report.json`` back."""
        return cls(
            value["run_id"],
            value["at"],
            tuple(ReportedTest(**test) for test in value["tests"]),
            tuple(Problem(**problem) for problem in value["problems"]),
            tuple(Refusal(**refusal) for refusal in value["refused"]),
        )

    def summary(self) -> dict[str, Any]:
        """Figures of the run, without names: what the state machine answers and operators are shown."""
        return {
            "runId": self.run_id,
            "at": self.at,
            "tests": len(self.tests),
            "submissions": sum(test.submitted for test in self.tests),
            "scored": sum(len(test.scores) for test in self.tests),
            "missing": sum(len(test.missing) for test in self.tests),
            "problems": len(self.problems),
            "refused": len(self.refused),
        }


@dataclass(frozen=True)
class Row:
    """One line of the grades: what one student achieved in one test. ``score`` is ``None`` unless there is one."""

    student: str
    subject: str
    test_id: str
    result: str
    score: int | None


def make_report(plan: Plan, outcomes: Iterable[Outcome], refused: Iterable[Refusal]) -> Report:
    """Put together the report of a run from the outcomes of those tests that are its to report."""
    outcomes = tuple(outcomes)
    tests = tuple(
        ReportedTest(
            outcome.test.subject,
            outcome.test.test_id,
            outcome.test.due,
            outcome.test.submitted,
            dict(sorted(outcome.scores.items())),
            list(outcome.test.missing),
            [student for student in outcome.test.students if student not in outcome.scores],
        )
        for outcome in outcomes
    )
    problems = (*plan.problems, *(problem for outcome in outcomes for problem in outcome.problems))
    return Report(plan.run_id, plan.at, tests, problems, tuple(refused))


def grades(report: Report) -> Iterator[Row]:
    """Every student's result in every test of the report, by test and student."""
    for test in report.tests:
        troubled = {problem.student for problem in _problems_of(report, test) if problem.student} | {*test.unscored}
        for student in sorted({*test.scores, *test.missing, *troubled}):
            score = test.scores.get(student)
            result = "scored" if score is not None else "problem" if student in troubled else "missing"
            yield Row(student, test.subject, test.test_id, result, score)


def _problems_of(report: Report, test: ReportedTest) -> Iterator[Problem]:
    return (one for one in report.problems if (one.subject, one.test_id) == (test.subject, test.test_id))
