from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from trainings.due_tests import Moment, UnknownTest, due_tests
from trainings.layout import due_date_key, questions_key
from trainings.register import Closing, Register
from trainings.runs import Problem, moment_text

from tests.unit.trainings.weekly_course import DUE, WARSAW, WEEK, School

CLOSED = Closing("run", moment_text(DUE), moment_text(DUE), complete=True)


def names(
    school: School, at: datetime = DUE, register: Register | None = None, reopen: tuple[str, ...] = ()
) -> list[str]:
    tests, problems = due_tests(school.store, register or Register(), Moment(at, at), reopen=reopen, zone=WARSAW)
    assert problems == []
    return [f"{test.subject}/{test.test_id}" for test in tests]


@pytest.mark.parametrize(
    ("at", "due"),
    [(DUE - timedelta(seconds=1), []), (DUE, ["python/test01"]), (DUE + WEEK, ["python/test01"])],
    ids=["before", "at the deadline", "after"],
)
def test_test__is_scored_from_its_deadline_on(at: datetime, due: list[str]) -> None:
    school = School()
    school.publish("python", "test01")

    assert names(school, at) == due


def test_tests__are_sorted_by_subject_and_id() -> None:
    school = School()
    for subject, test in (("sql", "test01"), ("python", "test02"), ("python", "test01")):
        school.publish(subject, test)

    assert names(school) == ["python/test01", "python/test02", "sql/test01"]


def test_settled_test__is_left_alone() -> None:
    school = School()
    school.publish("python", "test01")

    assert names(school, register=Register({"python/test01": CLOSED})) == []


def test_reopened_test__is_scored_however_it_stands() -> None:
    school = School()
    school.publish("python", "test01")
    school.publish("python", "test02", DUE + WEEK)

    reopened = names(school, DUE, Register({"python/test01": CLOSED}), ("python/test01", "python/test02"))

    assert reopened == ["python/test01", "python/test02"]


def test_unknown_test_to_reopen__is_refused_by_name() -> None:
    school = School()
    school.publish("python", "test01")

    with pytest.raises(UnknownTest, match="'python/tset01'; write subject/testId"):
        names(school, reopen=("python/tset01", "python/test01"))


def test_test_without_due_date__is_due_at_the_first_deadline_after_its_questions() -> None:
    school = School()
    school.publish("python", "test01")
    del school.s3.objects[due_date_key("python", "test01")]  # the questions were written on Wednesday 2026-11-18

    assert names(school, DUE - timedelta(seconds=1)) == []
    assert names(school, DUE) == ["python/test01"]


def test_folder_without_questions__is_no_test() -> None:
    school = School()
    school.submit("python", "stray", "s1")

    assert names(school) == []


def test_our_own_folders__are_no_subjects() -> None:
    school = School()
    school.write("_runs/run/plan.json", {})
    school.write("_mails/x/y.json", {})

    assert names(school) == []


def test_damaged_due_date__is_told_and_stops_nothing_else() -> None:
    school = School()
    school.publish("python", "test01")
    school.publish("python", "test02")
    school.s3.keep(due_date_key("python", "test01"), b'{"due": "Monday"}')

    tests, problems = due_tests(school.store, Register(), Moment(DUE, DUE), reopen=(), zone=WARSAW)

    assert [test.test_id for test in tests] == ["test02"]
    assert [(problem.subject, problem.test_id) for problem in problems] == [("python", "test01")]
    assert isinstance(problems[0], Problem)
    assert "nobody knows when it is due" in problems[0].problem


def test_deadline_over_the_end_of_summer_time__is_23_00_on_the_schools_clock() -> None:
    school = School()
    school.publish("python", "test01")
    del school.s3.objects[due_date_key("python", "test01")]
    # Published on the Friday before clocks go back, due on the Monday after.
    stored = school.s3.objects[questions_key("python", "test01")]
    stored.last_modified = datetime(2026, 10, 23, 12, 0, tzinfo=ZoneInfo("UTC"))
    due = datetime(2026, 10, 26, 22, 0, tzinfo=ZoneInfo("UTC"))  # 23:00 CET

    assert names(school, due - timedelta(seconds=1)) == []
    assert names(school, due) == ["python/test01"]
