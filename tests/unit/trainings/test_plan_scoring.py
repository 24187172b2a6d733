from __future__ import annotations

import tracemalloc

import pytest
from trainings.layout import CLOSED_TESTS, STUDENTS_LIST, manifest_key, plan_key, report_key, result_key
from trainings.mails import ScoreMail
from trainings.outcomes import read_plan
from trainings.plan_scoring import MOST_ENTRIES_TOLD

from tests.unit.trainings.weekly_course import DUE, School


def test_submissions__are_cut_into_batches_numbered_through_the_run() -> None:
    school = School(students=5, batch_size=2)
    for test in ("test01", "test02"):
        school.publish("python", test)
    for name in school.names:
        school.submit("python", "test01", name)
    school.submit("python", "test02", "s3")

    batches = school.batches(school.plan())

    assert [(batch.batch, batch.test_id, batch.students) for batch in batches] == [
        ("00001", "test01", ("s1", "s2")),
        ("00002", "test01", ("s3", "s4")),
        ("00003", "test01", ("s5",)),
        ("00004", "test02", ("s3",)),
    ]


def test_students_without_submission__are_missing() -> None:
    school = School(students=4)
    school.publish("python", "test01")
    school.submit("python", "test01", "s2")

    plan = read_plan(school.store, school.plan()["runId"])

    assert plan is not None
    assert plan.tests[0].missing == ("s1", "s3", "s4")
    assert plan.tests[0].submitted == 1


def test_objects_that_are_no_submissions__are_passed_over() -> None:
    school = School()
    school.publish("python", "test01")
    for key in (
        "python/test01/s1/score.json",
        "python/test01/testResult.json",
        "python/test01/s1/more/testResult.json",
    ):
        school.write(key, [])
    school.write(result_key("python", "test01", "_hidden"), [])

    assert school.plan()["batches"] == 0


def test_nothing_due__writes_nothing_and_asks_for_no_report() -> None:
    school = School()
    before = dict(school.s3.objects)

    answer = school.plan()

    assert (answer["tests"], answer["batches"], answer["report"]) == (0, 0, False)
    assert school.s3.objects == before


def test_test_without_submissions__is_to_be_reported() -> None:
    school = School()
    school.publish("python", "test01")

    answer = school.plan()

    assert (answer["tests"], answer["batches"], answer["report"]) == (1, 0, True)


def test_report_that_another_run_owes__is_asked_for() -> None:
    school = School()
    school.write(CLOSED_TESTS, {"tests": {}, "unreported": ["killed"], "told": {}})

    assert school.plan()["report"]


def test_planning_repeated_by_one_execution__is_the_same_run() -> None:
    school = School()
    school.publish("python", "test01")
    school.submit("python", "test01", "s1")
    first = school.plan()
    written = {key: school.s3.objects[key].body for key in (plan_key(first["runId"]), manifest_key(first["runId"]))}

    assert school.plan() == first
    assert {key: school.s3.objects[key].body for key in written} == written


@pytest.mark.parametrize("content", [None, b"{", b'{"student_id": "s1"}'])
def test_students_list_missing_or_damaged__is_a_problem_to_report_and_leaves_the_tests_open(
    content: bytes | None,
) -> None:
    school = School()
    school.publish("python", "test01")
    school.submit("python", "test01", "s1")
    mended = school.s3.objects.pop(STUDENTS_LIST)
    if content is not None:
        school.s3.keep(STUDENTS_LIST, content)

    figures = school.run()

    assert (figures["tests"], figures["problems"]) == (0, 1)
    (problem,) = school.read(report_key(figures["runId"]))["problems"]
    assert STUDENTS_LIST in problem["problem"]
    assert school.reports == [figures["runId"]]
    school.s3.objects[STUDENTS_LIST] = mended
    assert school.run(execution="mended")["scored"] == 1


def test_answer__stays_small_for_a_large_school() -> None:
    school = School(students=3_000, batch_size=250)
    school.publish("python", "test01")
    for name in school.names:
        school.submit("python", "test01", name)

    answer = school.plan()

    assert answer["batches"] == 12
    assert len(str(answer)) < 300
    assert len(school.batches(school.plan(DUE))) == 12


def test_memory__grows_linearly_and_little_with_submissions() -> None:
    def peak(submissions: int) -> int:
        school = School(students=1, batch_size=250)
        school.publish("python", "test01")
        for number in range(submissions):
            school.s3.keep(result_key("python", "test01", f"student{number:06}"), b"[]")
        tracemalloc.start()
        school.plan()
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    small, large = peak(2_000), peak(8_000)

    # The fake's own listing is counted too; 100,000 submissions must stay far below a function's memory.
    assert large < 5 * small
    assert large / 8_000 * 100_000 < 256 * 1024 * 1024


def test_bad_entries_of_the_students_list__are_problems_and_everybody_else_is_scored_and_mailed() -> None:
    school = School()
    school.publish("python", "test01")
    for name in ("s1", "s2"):
        school.submit("python", "test01", name)
    listed = school.read(STUDENTS_LIST)
    first, second, third = listed[:3]
    school.write(STUDENTS_LIST, [first, {**second, "email": "nowhere"}, third, None, {**first, "email": "x@y.com"}])

    figures = school.run()

    problems = [one["problem"] for one in school.read(report_key(figures["runId"]))["problems"]]
    assert [text for text in problems if "[1].email: it is not an e-mail address" in text]
    assert [text for text in problems if "[3]: it must be an object" in text]
    assert [text for text in problems if "[4].student_id: 's1' stands already at [0]" in text]
    assert [text for text in problems if "with a bad entry there: scored" in text]
    assert (figures["tests"], figures["scored"], figures["missing"], figures["problems"]) == (1, 2, 1, 4)
    assert [(mail.student, mail.email) for mail in school.mails if isinstance(mail, ScoreMail)] == [
        ("s1", first["email"])
    ]


def test_list_full_of_bad_entries__does_not_fill_the_report() -> None:
    school = School()
    school.publish("python", "test01")
    school.write(STUDENTS_LIST, [None] * (MOST_ENTRIES_TOLD + 5))

    assert school.run()["problems"] == MOST_ENTRIES_TOLD + 1


def test_empty_students_list__closes_the_tests_with_nobody_missing() -> None:
    school = School()
    school.publish("python", "test01")
    school.submit("python", "test01", "s1")
    school.write(STUDENTS_LIST, [])

    figures = school.run()

    assert (figures["tests"], figures["scored"], figures["missing"], figures["problems"]) == (1, 1, 0, 1)
