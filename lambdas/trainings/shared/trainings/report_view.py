"""What the trainer's mail shows, apart from how: the report cut down to what a reader can take in.

A mail is read, not searched: beyond some lines it says how many more there are, and the CSV has them all. The same view
is written as plain text (``report_text``) and as HTML (``report_html``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trainings.commands import score_command
from trainings.reports import Refusal, Report, ReportedTest, grades
from trainings.runs import Problem

CSV_NAME = "scores.csv"
MOST_STUDENTS = 200
MOST_NAMES = 60
MOST_LINES = 40
MARKS = {"missing": "-", "problem": "!"}
LEGEND = "- nothing submitted, ! could not be scored"
AGAIN = "When what is told above is mended, this scores it (add -e env=... unless it is local):"


@dataclass(frozen=True)
class TestLine:
    """A test with its figures. ``average`` is empty without a score."""

    __test__ = False  # its name would make pytest take it for a test

    name: str
    submitted: int
    missing: int
    average: str


@dataclass(frozen=True)
class ReportView:
    """The report as it is shown.

    ``grid`` has a line of marks for each student, one mark a test. ``again`` are the commands that score what could not
    be scored or mailed for single students, once it is mended: their tests are closed, so no run does it by itself.
    """

    title: str
    moment: str
    tests: tuple[TestLine, ...]
    grid: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    refused: tuple[str, ...]
    again: tuple[str, ...]
    students_more: int


def report_view(report: Report, zone: ZoneInfo) -> ReportView:
    """Choose what to show of a report; moments are told on the school's clock."""
    at = datetime.fromisoformat(report.at).astimezone(zone)
    grid = _grid(report)
    return ReportView(
        title=f"Scores of {at:%d %B %Y}: {_counted(len(report.tests), 'test')}",
        moment=f"{at:%A %d %B %Y, %H:%M} ({zone.key})",
        tests=tuple(_line(test) for test in report.tests),
        grid=grid[:MOST_STUDENTS],
        missing=tuple((test.name, _names(test.missing)) for test in report.tests if test.missing),
        problems=_capped([_told_problem(problem) for problem in report.problems]),
        refused=_capped([_told_refusal(refusal) for refusal in report.refused]),
        again=_again(report),
        students_more=max(0, len(grid) - MOST_STUDENTS),
    )


def _line(test: ReportedTest) -> TestLine:
    average = f"{sum(test.scores.values()) / len(test.scores):.1f}" if test.scores else ""
    return TestLine(test.name, test.submitted, len(test.missing), average)


def _grid(report: Report) -> tuple[tuple[str, tuple[str, ...]], ...]:
    column = {test.name: number for number, test in enumerate(report.tests)}
    marks: dict[str, list[str]] = {}
    for row in grades(report):
        line = marks.setdefault(row.student, [""] * len(column))
        line[column[f"{row.subject}/{row.test_id}"]] = MARKS.get(row.result, str(row.score))
    return tuple((student, tuple(line)) for student, line in sorted(marks.items()))


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more (see {CSV_NAME})" if len(names) > MOST_NAMES else shown


def _capped(lines: Sequence[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_LINES
    return (*lines[:MOST_LINES], f"and {more} more, in the run's report.json") if more > 0 else tuple(lines)


def _told_problem(problem: Problem) -> str:
    if not problem.subject:
        return problem.problem
    return f"{_about(problem.subject, problem.test_id, problem.student)}: {problem.problem}"


def _told_refusal(refusal: Refusal) -> str:
    about = _about(refusal.subject, refusal.test_id, refusal.student) if refusal.subject else "a report to the trainer"
    return f"{about}: {refusal.reason}"


def _again(report: Report) -> tuple[str, ...]:
    # No environment: nothing tells a function the name that operators have for where it runs.
    tests = dict.fromkeys((problem.subject, problem.test_id) for problem in report.problems if problem.student)
    return tuple(score_command(*test) for test in tests)[:MOST_LINES]


def _about(*parts: str) -> str:
    subject, test, student = parts
    return f"{subject}/{test}, {student}" if student else f"{subject}/{test}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sections(view: ReportView) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The lists below the grades, each with its heading; empty ones are left out."""
    missing = tuple(f"{test}: {names}" for test, names in view.missing)
    listed = (
        ("Missing", missing),
        ("Problems", view.problems),
        ("Mails that were refused; correct these students' addresses", view.refused),
    )
    return [(heading, lines) for heading, lines in listed if lines]
