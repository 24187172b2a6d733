"""Reading groups side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError
from stackyard.logs.reading import Allowance, LogReader

from tests.unit.logs.events import ACCESS, GET_TEST, FakeLogs, refusal


def reader(fake: FakeLogs) -> LogReader:
    return LogReader(fake, allowance=None)


def texts(found: LogReader, *sources: object, start: int = 0, end: int | None = None) -> list[str]:
    chosen = sources or (GET_TEST, ACCESS)
    return [event.message for event in found.merged(chosen, start, end)]  # type: ignore[arg-type]  # sources


def test_groups__are_merged_in_time_order() -> None:
    fake = FakeLogs({"/get": [("a", 1, "one"), ("b", 3, "three")], "/access": [("c", 2, "two"), ("d", 4, "four")]})
    assert texts(reader(fake)) == ["one", "two", "three", "four"]


def test_pages__are_read_to_the_last() -> None:
    fake = FakeLogs({"/get": [(str(at), at, str(at)) for at in range(25)]}, page=10)
    assert texts(reader(fake), GET_TEST) == [str(at) for at in range(25)]
    assert len(fake.calls) == 3


def test_page_without_events__is_not_the_last() -> None:
    class Sparse(FakeLogs):
        def filter_log_events(self, **asked: object) -> dict[str, object]:
            return super().filter_log_events(**asked) if "nextToken" in asked else {"events": [], "nextToken": "0"}

    assert texts(reader(Sparse({"/get": [("a", 1, "one")]})), GET_TEST) == ["one"]


def test_start_and_end__limit_what_is_asked_for() -> None:
    fake = FakeLogs({"/get": [("a", 1, "one"), ("b", 2, "two"), ("c", 3, "three")]})
    assert texts(reader(fake), GET_TEST, start=2, end=2) == ["two"]


def test_declared_group_that_is_gone__is_remembered_and_the_others_are_read() -> None:
    found = reader(FakeLogs({"/access": [("a", 1, "one")]}))
    assert texts(found) == ["one"]
    assert found.missing == {GET_TEST}


def test_group_that_its_first_event_makes__is_not_missed() -> None:
    found = reader(FakeLogs())
    assert texts(found, replace(GET_TEST, declared=False)) == []
    assert found.missing == set()


def test_other_refusal__is_raised() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        texts(reader(FakeLogs(errors=[refusal("AccessDeniedException")])), GET_TEST)


def test_allowance__lets_a_few_through_and_then_so_many_a_second() -> None:
    slept: list[float] = []
    now = 100.0
    allowance = Allowance(per_second=5, burst=2, clock=lambda: now, sleep=slept.append)
    for _ in range(4):
        allowance.take()
    assert slept == pytest.approx([0.2, 0.4])
    now = 200.0
    allowance.take()
    assert len(slept) == 2
