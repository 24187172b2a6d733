from __future__ import annotations

from zoneinfo import ZoneInfo

from trainings.report_text import report_text
from trainings.report_view import report_view
from trainings.reports import Report
from trainings.runs import Problem

from tests.unit.trainings.report_samples import AT, class_report, empty_report, school_report, term_report

CLASS = """\
Homework tests scored for Monday 23 November 2026, 23:00 (Europe/Warsaw).

TESTS

  [1] linux/test01   2 submitted, 1 missing, average 4.0
  [2] python/test01  1 submitted, 1 missing, average 4.0

GRADES (0 to 5; - nothing submitted, ! could not be scored)

      [1] [2]
  s1   5   4
  s2   3   -
  s3   -   !

MISSING

  linux/test01: s3
  python/test01: s2

PROBLEMS

  python/test01, s3: the document cannot be read

MAILS THAT WERE REFUSED; CORRECT THESE STUDENTS' ADDRESSES

  linux/test01, s2: 550: no such user

AFTER MENDING

  When what is told above is mended, this scores it (add -e env=... unless it
    is local):

    .venv/bin/ansible-playbook playbooks/score.yml -e reopen=python/test01

Every student and test is in the attached scores.csv.
"""


def text_of(report: Report) -> str:
    return report_text(report_view(report, ZoneInfo("Europe/Warsaw")))


def test_report_of_a_class__reads_as_a_page() -> None:
    assert text_of(class_report()) == CLASS


def test_report_of_a_school__says_how_many_more_there_are() -> None:
    text = text_of(school_report(1_000))

    assert "  and 800 more students, in scores.csv" in text
    assert len(text) < 20_000


def test_long_lists__are_wrapped_for_any_reader() -> None:
    lines = text_of(school_report(200)).splitlines()

    assert max(len(line) for line in lines) <= 78
    assert "  python/test01: student000001, student000003, student000005, student000007," in lines


def test_report_without_tests__has_no_empty_tables() -> None:
    text = text_of(empty_report())

    assert "GRADES" not in text
    assert "nobody knows when it is due" in text
    assert "Every student" not in text


def test_report_of_many_tests__goes_on_in_blocks_that_fit_a_terminal() -> None:
    text = text_of(term_report(tests=30))
    lines = text.splitlines()

    assert max(map(len, lines)) <= 78
    heads = [line.split() for line in lines if line.strip().startswith("[") and "submitted" not in line]
    assert [head for block in heads for head in block] == [f"[{number}]" for number in range(1, 31)]
    assert len(heads) == 3
    marks = [line.split()[1:] for line in lines if line.startswith("  student01 ")]
    assert [mark for block in marks for mark in block] == [str(number % 6) for number in range(30)]


def test_names_as_long_as_allowed__leave_a_column_at_least() -> None:
    text = text_of(term_report(tests=12, student="s" * 64))

    assert max(len(line) for line in text.splitlines()) <= 78
    assert text.count(f"  {'s' * 64}  ") == 12 / 2


def test_command_that_is_too_long__goes_on_as_a_shell_takes_it() -> None:
    report = Report("run", AT, (), (Problem("s" * 60, "t" * 60, "torn", "s1"),), ())
    lines = text_of(report).splitlines()

    start = lines.index("    .venv/bin/ansible-playbook playbooks/score.yml -e \\")
    assert lines[start + 1] == f"      reopen={'s' * 60}/{'t' * 60}"
