from __future__ import annotations

from zoneinfo import ZoneInfo

from trainings.report_view import MOST_LINES, MOST_NAMES, MOST_STUDENTS, TestLine, report_view, sections
from trainings.reports import Report
from trainings.runs import Problem

from tests.unit.trainings.report_samples import AT, class_report, empty_report, school_report

WARSAW = ZoneInfo("Europe/Warsaw")


def test_moment__is_told_on_the_schools_clock() -> None:
    view = report_view(class_report(), WARSAW)

    assert view.moment == "Monday 23 November 2026, 23:00 (Europe/Warsaw)"
    assert view.title == "Scores of 23 November 2026: 2 tests"


def test_tests__have_their_figures() -> None:
    assert report_view(class_report(), WARSAW).tests == (
        TestLine("linux/test01", 2, 1, "4.0"),
        TestLine("python/test01", 1, 1, "4.0"),
    )


def test_grid__has_a_mark_for_every_student_and_test() -> None:
    assert report_view(class_report(), WARSAW).grid == (("s1", ("5", "4")), ("s2", ("3", "-")), ("s3", ("-", "!")))


def test_sections__list_missing_problems_and_refusals() -> None:
    assert dict(sections(report_view(class_report(), WARSAW))) == {
        "Missing": ("linux/test01: s3", "python/test01: s2"),
        "Problems": ("python/test01, s3: the document cannot be read",),
        "Mails that were refused; correct these students' addresses": ("linux/test01, s2: 550: no such user",),
    }


def test_problems_of_students__name_the_command_of_each_test_once() -> None:
    view = report_view(school_report(10, problems=3), WARSAW)

    assert view.again == (".venv/bin/ansible-playbook playbooks/score.yml -e reopen=python/test01",)
    assert report_view(empty_report(), WARSAW).again == ()


def test_sections_without_lines__are_left_out() -> None:
    assert [heading for heading, _ in sections(report_view(school_report(2), WARSAW))] == ["Missing"]


def test_large_school__is_cut_down_and_says_by_how_much() -> None:
    view = report_view(school_report(students=1_000, problems=100), WARSAW)

    assert (len(view.grid), view.students_more) == (MOST_STUDENTS, 1_000 - MOST_STUDENTS)
    assert view.missing[0][1].endswith(f"and {500 - MOST_NAMES} more (see scores.csv)")
    assert len(view.problems) == MOST_LINES + 1
    assert view.problems[-1] == f"and {100 - MOST_LINES} more, in the run's report.json"


def test_report_with_problems_only__can_be_shown() -> None:
    view = report_view(empty_report(), WARSAW)

    assert view.title == "Scores of 23 November 2026: 0 tests"
    assert (view.tests, view.grid) == ((), ())
    assert view.problems == ("python/test01: nobody knows when it is due",)


def test_problem_of_the_whole_course__is_told_without_a_test() -> None:
    report = Report("run", AT, (), (Problem("", "", "mend the students' list"),), ())

    assert report_view(report, WARSAW).problems == ("mend the students' list",)
