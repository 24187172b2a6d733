"""The register: two runs at once, and what settles a test."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from trainings.documents import BadDocument
from trainings.layout import CLOSED_TESTS
from trainings.register import Closing, Register, RegisterBusy, StoredRegister
from trainings.runs import Plan, PlannedTest, Problem, moment_text
from trainings.store import Store

from tests.unit.trainings.fake_s3 import FakeS3, failure

DUE = datetime(2026, 11, 23, 23, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
COMPLETE = {"python/test01": True, "python/test02": True}


def planned(test: str, previous: str = "") -> PlannedTest:
    return PlannedTest("python", test, moment_text(DUE), 1, ("00001",), (), previous)


def plan_of(run: str, *tests: PlannedTest, problems: tuple[Problem, ...] = ()) -> Plan:
    return Plan(run, moment_text(DUE), moment_text(DUE), tests, problems)


def closing(at: datetime = DUE, closed: datetime = DUE, *, complete: bool = True) -> Closing:
    return Closing("run", moment_text(at), moment_text(closed), complete)


@pytest.mark.parametrize(
    ("closing_", "due", "now", "settled"),
    [
        (closing(), DUE, DUE + WEEK, True),
        (closing(at=DUE + WEEK, closed=DUE + WEEK), DUE, DUE + WEEK, True),
        (closing(complete=False), DUE, DUE + WEEK, False),
        (closing(), DUE + WEEK, DUE + WEEK, False),  # the deadline was extended
        (closing(closed=DUE - HOUR), DUE, DUE - HOUR, True),  # scored early, not yet due
        (closing(closed=DUE - HOUR), DUE, DUE, False),  # scored early, due since
        (closing(closed=DUE - HOUR), DUE, DUE + WEEK, False),
    ],
    ids=["closed", "closed late", "incomplete", "extended", "early", "early and due now", "early and due long ago"],
)
def test_closing__settles_a_test_unless_something_was_left_out(
    closing_: Closing, due: datetime, now: datetime, settled: bool
) -> None:
    assert closing_.settles(due, now) is settled


def test_first_run__closes_its_tests_and_owes_a_report() -> None:
    after = Register().closed_by(plan_of("one", planned("test01"), planned("test02")), COMPLETE)

    assert {name: found.run for name, found in after.tests.items()} == {"python/test01": "one", "python/test02": "one"}
    assert after.unreported == ("one",)


def test_run_that_comes_second__closes_only_what_is_left() -> None:
    first, second = plan_of("one", planned("test01")), plan_of("two", planned("test01"), planned("test02"))

    after = Register().closed_by(first, COMPLETE).closed_by(second, COMPLETE)

    assert [test.test_id for test in after.tests_of(first)] == ["test01"]
    assert [test.test_id for test in after.tests_of(second)] == ["test02"]


def test_run_that_comes_second_to_everything__owes_no_report() -> None:
    after = Register().closed_by(plan_of("one", planned("test01")), COMPLETE)

    assert after.closed_by(plan_of("two", planned("test01")), COMPLETE) == after


def test_run_planned_on_top_of_another__takes_the_test_over() -> None:
    before = Register().closed_by(plan_of("one", planned("test01")), {"python/test01": False})

    after = before.closed_by(plan_of("two", planned("test01", previous="one")), COMPLETE)

    assert after.previous_run("python/test01") == "two"
    assert after.tests["python/test01"].complete


def test_closing_repeated__changes_nothing() -> None:
    plan = plan_of("one", planned("test01"))
    once = Register().closed_by(plan, COMPLETE)

    assert once.closed_by(plan, COMPLETE) == once


def test_run_with_problems_only__owes_a_report() -> None:
    after = Register().closed_by(plan_of("one", problems=(Problem("python", "test01", "torn"),)), {})

    assert after.unreported == ("one",)


def test_reported_run__owes_nothing_and_its_refusals_are_told() -> None:
    after = Register(unreported=("one", "two")).reported("one", {"mail-1": "v1"})

    assert after.unreported == ("two",)
    assert after.untold([("mail-1", "v1"), ("mail-1", "v2"), ("mail-2", "v1")]) == ["mail-1", "mail-2"]


def stored(s3: FakeS3, pauses: list[float] | None = None) -> StoredRegister:
    client: Any = s3
    return StoredRegister(Store(client, "bucket"), pause=(pauses if pauses is not None else []).append)


def test_register__is_empty_before_the_first_run() -> None:
    assert stored(FakeS3()).read() == Register()


def test_register__survives_the_bucket() -> None:
    s3 = FakeS3()
    written = stored(s3).change(lambda state: state.closed_by(plan_of("one", planned("test01")), COMPLETE))

    assert stored(s3).read() == written


def test_change_that_changes_nothing__writes_nothing() -> None:
    s3 = FakeS3()

    stored(s3).change(lambda state: state)

    assert s3.calls["PutObject"] == 0


def test_many_runs_at_once__none_is_lost() -> None:
    s3 = FakeS3()

    def close(number: int) -> None:
        plan = plan_of(f"run{number}", planned(f"test{number}"))
        stored(s3).change(lambda state: state.closed_by(plan, {f"python/test{number}": True}))

    threads = [threading.Thread(target=close, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(stored(s3).read().unreported) == [f"run{number}" for number in range(6)]


def test_register_that_others_keep_changing__is_given_up_after_growing_pauses() -> None:
    s3, pauses = FakeS3(), list[float]()
    s3.faults["PutObject"] = [failure("PutObject", "PreconditionFailed", 412) for _ in range(99)]

    with pytest.raises(RegisterBusy, match="run the job again"):
        stored(s3, pauses).change(lambda state: state.closed_by(plan_of("one", planned("test01")), COMPLETE))
    assert len(pauses) > 5


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"tests": {"a": {}}, "unreported": [], "told": {}}'])
def test_damaged_register__is_named(content: bytes) -> None:
    s3 = FakeS3()
    s3.keep(CLOSED_TESTS, content)

    with pytest.raises(BadDocument, match=CLOSED_TESTS):
        stored(s3).read()
