"""What publishing would change: deadlines stand, nothing of students is touched, removal only by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from trainings_ops.publication import forgotten_digest, plan_students, plan_tests
from trainings_ops.published import Published

from tests.unit.trainings_ops.builders import (
    NOW,
    QUESTIONS,
    a_test,
    as_bytes,
    content,
    published,
    published_test,
)

WARSAW = ZoneInfo("Europe/Warsaw")
CORRECTED = as_bytes([{**QUESTIONS[0], "question": "Better?"}, QUESTIONS[1]])


def planned(now_content, state, *, prune=False, now=NOW):
    return plan_tests(now_content, state, now, WARSAW, prune=prune)


def due_of(plan) -> dict[str, str]:
    return {one.key: json.loads(one.body)["due"] for one in plan.uploads if one.key.endswith("dueDate.json")}


def test_new_test__is_uploaded_with_questions_last_and_the_next_monday_evening() -> None:
    plan = planned(content(), Published())
    assert [upload.key for upload in plan.uploads] == [
        "linux/test01/dueDate.json",
        "linux/test01/questionsKey.json",
        "linux/test01/questions.json",
    ]
    assert due_of(plan) == {"linux/test01/dueDate.json": "2026-11-23T23:00:00+01:00"}


def test_new_test_in_the_week_of_the_clock_change__is_due_at_23_of_the_new_time() -> None:
    plan = planned(content(), Published(), now=datetime(2026, 3, 24, 12, 0, tzinfo=UTC))
    assert due_of(plan) == {"linux/test01/dueDate.json": "2026-03-30T23:00:00+02:00"}


def test_new_test_whose_publication_was_interrupted__is_dated_anew() -> None:
    state = published(content())
    half = published_test(a_test())
    left = {name: one for name, one in half.files.items() if name == "dueDate.json"}
    plan = planned(content(), published(content(), tests={("linux", "test01"): type(half)(left)}))
    assert len(plan.uploads) == 3
    assert due_of(plan) == {"linux/test01/dueDate.json": "2026-11-23T23:00:00+01:00"}
    assert planned(content(), state).uploads == ()


def test_corrected_questions__keep_the_published_due_date() -> None:
    plan = planned(content(a_test(questions=CORRECTED)), published(content()))
    assert [upload.key for upload in plan.uploads] == ["linux/test01/questions.json"]


def test_corrected_questions_without_a_published_due_date__get_the_one_that_ruled_so_far() -> None:
    state = published(content(), tests={("linux", "test01"): published_test(a_test(), due="")})
    plan = planned(content(a_test(questions=CORRECTED)), state)
    assert due_of(plan) == {"linux/test01/dueDate.json": "2026-11-16T23:00:00+01:00"}


def test_due_date_named_by_the_trainer__replaces_the_published_one() -> None:
    plan = planned(content(a_test(due="2026-12-01T12:00:00+01:00")), published(content()))
    assert due_of(plan) == {"linux/test01/dueDate.json": "2026-12-01T12:00:00+01:00"}
    assert len(plan.uploads) == 1


def test_new_test_with_a_due_date_that_is_over__is_warned_about() -> None:
    plan = planned(content(a_test(due="2026-11-01T12:00:00+01:00")), Published())
    assert "linux/test01 is published with a due date that is over" in plan.warnings[0]


def test_test_that_students_answered__changes_with_a_warning() -> None:
    state = published(content(), tests={("linux", "test01"): published_test(a_test(), students=7)})
    assert "answered by 7 students" in planned(content(a_test(questions=CORRECTED)), state).warnings[0]
    assert planned(content(), state).warnings == ()


def test_removed_test__stays_unless_pruned_and_then_loses_its_questions_first() -> None:
    state = published(content(a_test("linux/test01"), a_test("linux/test02")))
    without = content(a_test("linux/test01"))
    keys = tuple(f"linux/test02/{name}" for name in ("questions.json", "questionsKey.json", "dueDate.json"))
    assert planned(without, state).held_back == keys
    assert planned(without, state).removals == ()
    assert planned(without, state, prune=True).removals == keys
    assert planned(without, state, prune=True).held_back == ()


def test_test_with_answers_without_a_score__is_refused_to_be_removed_and_the_others_go() -> None:
    state = published(content(a_test("linux/test01"), a_test("linux/test02"), a_test("linux/test03")))
    without, unscored = content(a_test("linux/test01")), {("linux", "test02"): 3}

    plan = plan_tests(without, state, NOW, WARSAW, prune=True, unscored=unscored)

    assert {key.split("/")[1] for key in plan.removals} == {"test03"}
    assert plan.refused == unscored
    assert plan.held_back == ()


def students_plan(now_content, state, *, prune=False, readmit=()):
    return plan_students(now_content, state, prune=prune, readmit=readmit)


def test_students_unchanged__are_not_written() -> None:
    assert not students_plan(content(), published(content())).changed


def test_students_of_a_new_installation__are_published_in_the_trainers_own_bytes() -> None:
    plan = students_plan(content(), Published())
    assert plan.changed
    assert plan.document == content().students_document
    assert plan.added == ("student01", "student02")


def test_removed_student__stays_on_the_list_unless_pruned() -> None:
    state = published(content(students=("student01", "student02")))
    plan = students_plan(content(students=("student02",)), state)
    assert [one["student_id"] for one in json.loads(plan.document)] == ["student02", "student01"]
    assert plan.held_back == ("student01",)
    pruned = students_plan(content(students=("student02",)), state, prune=True)
    assert [one["student_id"] for one in json.loads(pruned.document)] == ["student02"]
    assert pruned.removed == ("student01",)


def test_list_with_a_student_kept__is_stable_from_run_to_run() -> None:
    now_content = content(students=("student02",))
    first = students_plan(now_content, published(content(students=("student01", "student02"))))
    again = published(now_content, students=first.students, students_etag=published(content(students=())).students_etag)
    assert students_plan(now_content, again).document == first.document


def test_forgotten_student_whom_the_content_still_names__stays_forgotten_with_a_warning() -> None:
    state = published(content(students=("student01",)), forgotten={forgotten_digest("student02"): "2026-11-20"})
    plan = students_plan(content(), state)
    assert [one["student_id"] for one in json.loads(plan.document)] == ["student01"]
    (warning,) = plan.warnings
    assert "student02 was forgotten on 2026-11-20" in warning
    assert "remove line 7 of studentsList.json" in warning
    assert "-e readmit=student02" in warning


def test_forgotten_student_who_is_readmitted__is_published_again() -> None:
    state = published(content(students=("student01",)), forgotten={forgotten_digest("student02"): "2026-11-20"})
    plan = students_plan(content(), state, readmit=["student02"])
    assert plan.added == ("student02",)
    assert plan.warnings == ()
