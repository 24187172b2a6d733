from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from trainings.runs import Batch, BatchResult, Plan, PlannedTest, Problem, moment_text, run_id_of

AT = datetime(2026, 11, 23, 23, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
PROBLEM = Problem("python", "test01", "torn", "s1")
TEST = PlannedTest("python", "test01", "2026-11-23T22:00:00+00:00", 3, ("00001", "00002"), ("s4",), "earlier")


@pytest.mark.parametrize(
    "document",
    [
        Plan("run", "2026-11-23T22:00:00+00:00", "2026-11-23T22:00:01+00:00", (TEST,), (PROBLEM,)),
        Plan("run", "2026-11-23T22:00:00+00:00", "2026-11-23T22:00:01+00:00", ()),
        Batch("run", "00001", "python", "test01", ("s1", "s2")),
        BatchResult({"s1": 5}, (PROBLEM,), complete=False),
        BatchResult(),
    ],
    ids=["plan", "empty plan", "batch", "result", "empty result"],
)
def test_document__survives_the_bucket(document: Plan | Batch | BatchResult) -> None:
    assert type(document).from_json(json.loads(json.dumps(document.as_json()))) == document


def test_run_id__is_the_same_for_every_repetition_of_a_step() -> None:
    assert run_id_of(AT, "monday") == run_id_of(AT.astimezone(ZoneInfo("Asia/Tokyo")), "monday")


def test_run_id__differs_for_two_executions_for_one_moment() -> None:
    assert run_id_of(AT, "one") != run_id_of(AT, "two")


def test_run_ids__sort_by_moment() -> None:
    moments = [AT + timedelta(days=days) for days in range(-40, 60, 7)]

    assert sorted(run_id_of(at, "execution") for at in moments) == [run_id_of(at, "execution") for at in moments]


def test_run_id__begins_with_the_moment_in_utc() -> None:
    assert run_id_of(AT, "monday").startswith("20261123T220000Z-")


def test_moment__is_written_in_utc_and_whole_seconds() -> None:
    assert moment_text(AT.replace(microsecond=999_999)) == "2026-11-23T22:00:00+00:00"


def test_test__is_named_as_the_trainer_writes_it() -> None:
    assert TEST.name == "python/test01"
