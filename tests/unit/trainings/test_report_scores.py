"""The weekly job as a whole, in memory: who is told what, however often and however badly it is run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from trainings.layout import (
    CLOSED_TESTS,
    answer_key_key,
    batch_result_key,
    plan_key,
    refused_key,
    report_key,
    result_key,
)
from trainings.mail_queue import QueueRefuses
from trainings.refusals import note_refusal
from trainings.report_scores import report_scores
from trainings.reports import Report, grades
from trainings.score_batch import score_batch

from tests.unit.trainings.weekly_course import DUE, WEEK, School


@pytest.fixture
def school() -> School:
    made = School()
    made.publish("python", "test01")
    made.publish("linux", "test01")
    for student, letters in (("s1", "aa"), ("s2", "ab"), ("s3", "b")):
        made.submit("python", "test01", student, letters)
    made.submit("linux", "test01", "s1", "aa")
    return made


def report_of(school: School) -> dict[str, Any]:
    (run_id,) = school.reports
    report: dict[str, Any] = school.read(report_key(run_id))
    return report


def test_run__scores_mails_and_reports_everything(school: School) -> None:
    figures = school.run()

    assert [school.score("python", "test01", name) for name in school.names] == [5, 3, 0, None]
    assert figures | {"runId": "", "at": ""} == {
        "runId": "", "at": "", "tests": 2, "submissions": 4, "scored": 4, "missing": 4, "problems": 0, "refused": 0,
    }  # fmt: skip
    assert {test["subject"]: test["missing"] for test in report_of(school)["tests"]} == {
        "linux": ["s2", "s3", "s4"],
        "python": ["s4"],
    }
    assert len(school.mails) == 4 + 1


def test_second_run__does_nothing(school: School) -> None:
    school.run()
    mails, objects = list(school.mails), dict(school.s3.objects)

    assert school.run(execution="again") == {}
    assert school.mails == mails
    assert school.s3.objects == objects


def test_next_week__only_new_tests_are_scored(school: School) -> None:
    school.run()
    school.publish("python", "test02", DUE + WEEK)
    school.submit("python", "test02", "s4")

    figures = school.run(DUE + WEEK, execution="next")

    assert (figures["tests"], figures["scored"], figures["missing"]) == (1, 1, 3)


@pytest.mark.parametrize("steps", range(5))
def test_run_killed_after_any_step__the_next_one_ends_the_work_and_reports_once(school: School, steps: int) -> None:
    run_until_killed(school, steps)

    school.run(execution="again")
    school.run(execution="once more")

    assert school.students_told == {
        ("test01", "s1"): 5, ("test01", "s2"): 3, ("test01", "s3"): 0,
    }  # fmt: skip
    assert len(school.mail_ids) == 4 + 1
    assert len(school.reports) == 1


def run_until_killed(school: School, steps: int) -> None:
    """Run the plan and as many of the further steps; the last one is killed between closing and mailing."""
    plan = school.plan()
    for batch in school.batches(plan)[:steps]:
        score_batch(school.store, school.queue, batch)
    if steps > len(school.batches(plan)):
        school.sqs.refusing = 1_000
        with pytest.raises(QueueRefuses):
            report_scores(school.store, school.queue, plan["runId"])
        school.sqs.refusing = 0


def test_two_runs_at_once__each_test_is_reported_by_one_of_them(school: School) -> None:
    first, second = school.plan(execution="one"), school.plan(execution="two")
    for plan in (first, second):
        for batch in school.batches(plan):
            score_batch(school.store, school.queue, batch)

    told = [report_scores(school.store, school.queue, plan["runId"]) for plan in (first, second)]

    assert [figures["tests"] for figures in told] == [2, 0]
    assert len(school.reports) == 1
    assert len(school.mail_ids) == 4 + 1


def test_two_overlapping_runs_at_once__no_test_is_reported_twice_or_left_out(school: School) -> None:
    first = school.plan(execution="one")
    school.publish("sql", "test01")
    second = school.plan(execution="two")
    for plan in (first, second):
        for batch in school.batches(plan):
            score_batch(school.store, school.queue, batch)

    report_scores(school.store, school.queue, first["runId"])
    report_scores(school.store, school.queue, second["runId"])

    reported = [test["subject"] for run in school.reports for test in school.read(report_key(run))["tests"]]
    assert sorted(reported) == ["linux", "python", "sql"]


def test_report_repeated__is_the_same_mail_of_the_same_report(school: School) -> None:
    plan = school.plan()
    for batch in school.batches(plan):
        score_batch(school.store, school.queue, batch)
    report_scores(school.store, school.queue, plan["runId"])
    stored = school.s3.objects[report_key(plan["runId"])]

    report_scores(school.store, school.queue, plan["runId"])

    assert school.s3.objects[report_key(plan["runId"])] is stored
    assert len(school.mail_ids) == 4 + 1


def test_damaged_answer_sheet__is_reported_and_stops_nothing_else(school: School) -> None:
    school.s3.keep(result_key("python", "test01", "s2"), b'[{"questionId": ')

    figures = school.run()

    assert (figures["scored"], figures["problems"]) == (3, 1)
    (problem,) = report_of(school)["problems"]
    assert (problem["student"], problem["subject"]) == ("s2", "python")
    assert "cannot be read" in problem["problem"]
    assert school.score("python", "test01", "s2") is None
    assert "s2" not in {student for _, student in school.students_told}


def test_damaged_answer_key__leaves_the_test_open_until_it_is_mended(school: School) -> None:
    mended = school.s3.objects[answer_key_key("python", "test01")]
    school.s3.keep(answer_key_key("python", "test01"), b"{}")

    first = school.run()
    school.s3.objects[answer_key_key("python", "test01")] = mended
    second = school.run(execution="mended")

    assert (first["tests"], first["scored"], first["problems"]) == (2, 1, 1)
    assert (second["tests"], second["scored"], second["problems"]) == (1, 3, 0)


def test_failed_batch__is_reported_and_scored_by_the_next_run(school: School) -> None:
    plan = school.plan()
    lost = school.batches(plan)[-1]
    for batch in school.batches(plan)[:-1]:
        score_batch(school.store, school.queue, batch)

    first = report_scores(school.store, school.queue, plan["runId"])
    second = school.run(execution="next")

    assert batch_result_key(plan["runId"], lost.batch) not in school.s3.objects
    assert (first["scored"], first["problems"]) == (3, 1)
    assert (second["tests"], second["scored"], second["problems"]) == (1, 3, 0)
    assert len([name for name in school.mail_ids if name.startswith("score-")]) == 4


def test_student_no_longer_on_the_list__is_scored_and_told_to_the_trainer(school: School) -> None:
    school.submit("python", "test01", "gone")

    school.run()

    assert school.score("python", "test01", "gone") == 5
    assert "gone" not in {student for _, student in school.students_told}
    (problem,) = report_of(school)["problems"]
    assert problem["student"] == "gone"


def test_refused_mail__is_told_in_the_next_report_and_only_there(school: School) -> None:
    school.run()
    mail = school.mails[0]
    note_refusal(school.store, mail, "550: no such user")
    for week in (1, 2):
        school.publish("python", f"later{week}", DUE + week * WEEK)

    told = [school.run(DUE + week * WEEK, execution=f"week {week}")["refused"] for week in (1, 2)]

    assert told == [1, 0]


def test_mail_refused_again__is_told_again(school: School) -> None:
    school.run()
    note_refusal(school.store, school.mails[0], "550: no such user")
    school.publish("python", "later1", DUE + WEEK)
    school.run(DUE + WEEK, execution="week 1")
    note_refusal(school.store, school.mails[0], "550: still no such user")
    school.publish("python", "later2", DUE + 2 * WEEK)

    assert school.run(DUE + 2 * WEEK, execution="week 2")["refused"] == 1


def test_damaged_note_on_a_refusal__does_not_stop_the_report(school: School) -> None:
    school.s3.keep(refused_key("score-1"), b"{")

    assert school.run()["refused"] == 1


def test_early_run__is_completed_when_the_deadline_has_passed(school: School) -> None:
    early = DUE - timedelta(days=2)
    school.run(DUE, now=early, execution="early")
    school.submit("python", "test01", "s4", "aa")

    repeated = school.run(DUE, now=early, execution="early again")
    final = school.run(DUE, execution="monday")

    assert repeated == {}
    assert (final["tests"], final["scored"]) == (2, 5)
    assert school.students_told["test01", "s4"] == 5
    assert len([name for name in school.mail_ids if name.startswith("score-")]) == 5


def test_extended_deadline__opens_the_test_again(school: School) -> None:
    school.run()
    school.publish("python", "test01", DUE + WEEK)
    school.submit("python", "test01", "s4", "aa")

    figures = school.run(DUE + WEEK, execution="extended")

    assert (figures["tests"], figures["scored"]) == (1, 4)


def test_reopened_test__scores_what_came_late_and_keeps_what_stands(school: School) -> None:
    school.run()
    school.submit("python", "test01", "s1", "bb")
    school.submit("python", "test01", "s4", "ab")

    figures = school.run(execution="late", reopen=["python/test01"])

    assert figures["tests"] == 1
    assert school.score("python", "test01", "s1") == 5
    assert school.score("python", "test01", "s4") == 3
    assert len(school.reports) == 2


def test_run_that_left_nothing_to_report_from__does_not_block_the_next_report(school: School) -> None:
    school.write(CLOSED_TESTS, {"tests": {}, "unreported": ["long-gone"], "told": {}})

    assert school.run()["tests"] == 2
    assert school.read(CLOSED_TESTS)["unreported"] == []


def killed_before_its_report(school: School) -> str:
    """Play a run that closes its tests and is killed before it orders its report; returns its id."""
    run_until_killed(school, steps=4)
    (run_id,) = school.read(CLOSED_TESTS)["unreported"]
    return str(run_id)


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]"])
def test_killed_run_whose_plan_is_damaged__does_not_block_the_next_report(school: School, content: bytes) -> None:
    killed = killed_before_its_report(school)
    school.s3.keep(plan_key(killed), content)
    school.publish("sql", "test01")

    figures = school.run(execution="next")

    assert figures["tests"] == 1
    assert len(school.reports) == 1
    assert school.read(CLOSED_TESTS)["unreported"] == [killed], "its report can still be made once it is restored"


def test_killed_run_whose_tests_were_opened_again__sends_no_empty_report(school: School) -> None:
    killed_before_its_report(school)

    figures = school.run(execution="again", reopen=["python/test01", "linux/test01"])

    assert figures["tests"] == 2
    assert school.reports == [figures["runId"]]
    assert school.read(CLOSED_TESTS)["unreported"] == []


def test_calls__grow_with_submissions_and_not_with_students() -> None:
    def calls(students: int) -> int:
        crowd = School(students=students, batch_size=50)
        crowd.publish("python", "test01")
        for name in crowd.names[:40]:
            crowd.submit("python", "test01", name)
        crowd.run()
        return sum(crowd.s3.calls.values())

    assert calls(2_000) == calls(40)


def test_answers_that_wait_for_their_answer_key__stand_in_the_grades_as_a_problem(school: School) -> None:
    school.s3.keep(answer_key_key("python", "test01"), b"{")

    school.run()

    marks = {row.student: row.result for row in grades(Report.from_json(report_of(school))) if row.subject == "python"}
    assert marks == {"s1": "problem", "s2": "problem", "s3": "problem", "s4": "missing"}


def test_answers_of_a_batch_that_failed__stand_in_the_grades_as_a_problem(school: School) -> None:
    plan = school.plan()
    for batch in school.batches(plan)[:1]:
        score_batch(school.store, school.queue, batch)

    report_scores(school.store, school.queue, plan["runId"])

    waiting = {
        (row.subject, row.student) for row in grades(Report.from_json(report_of(school))) if row.result == "problem"
    }
    assert waiting == {("python", "s1"), ("python", "s2"), ("python", "s3")}
