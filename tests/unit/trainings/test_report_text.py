from __future__ import annotations

from zoneinfo import ZoneInfo

from trainings.report_text import report_text
from trainings.report_view import report_view
from trainings.reports import Report

from tests.unit.trainings.report_samples import class_report, empty_report, school_report

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
