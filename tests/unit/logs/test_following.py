"""Following logs."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from stackyard.logs.following import LATE_MS, Following, passing
from stackyard.logs.reading import LogReader

from tests.unit.logs.events import GET_TEST, FakeLogs, refusal

NOW = 10_000_000


class Watch:
    """Follows one group; the clock moves on by ``step`` milliseconds with each pause."""

    def __init__(self, fake: FakeLogs, since: int = 0, step: int = 1_000) -> None:
        self.now, self.step = NOW, step
        self.slept: list[float] = []
        self.told: list[str] = []
        self.fake = fake
        reader = LogReader(fake, allowance=None)
        self.following = Following(
            reader, [GET_TEST], since, 1.0, now=lambda: self.now, sleep=self._sleep, tell=self.told.append
        )
        self._bursts = self.following.bursts()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += self.step

    def look(self) -> list[str]:
        return [event.message for event in next(self._bursts)]

    def add(self, *events: tuple[str, int, str]) -> None:
        self.fake.groups["/get"].extend(events)


def test_event__is_told_once() -> None:
    watch = Watch(FakeLogs({"/get": [("a", NOW, "one")]}))
    assert (watch.look(), watch.look()) == (["one"], [])
    watch.add(("b", NOW + 1, "two"))
    assert (watch.look(), watch.look()) == (["two"], [])


def test_equal_lines_of_one_moment__are_both_told() -> None:
    watch = Watch(FakeLogs({"/get": [("a", NOW, "same"), ("b", NOW, "same")]}))
    assert watch.look() == ["same", "same"]


def test_late_event__is_told_when_it_comes() -> None:
    watch = Watch(FakeLogs({"/get": [("b", NOW, "in time")]}))
    watch.look()
    watch.add(("a", NOW - LATE_MS // 2, "late"))
    assert watch.look() == ["late"]


def test_what_is_older__is_not_read_again_and_is_forgotten() -> None:
    watch = Watch(FakeLogs({"/get": [("a", NOW - 2 * LATE_MS, "old"), ("b", NOW, "new")]}))
    assert watch.look() == ["old", "new"]
    assert watch.look() == []
    assert watch.fake.calls[-1]["startTime"] == NOW - LATE_MS
    assert set(watch.following._told) == {("/get", "b")}


def test_moment_before_since__is_never_asked_for() -> None:
    watch = Watch(FakeLogs({"/get": []}), since=NOW - 5)
    watch.look()
    watch.look()
    assert {call["startTime"] for call in watch.fake.calls} == {NOW - 5}


def test_network_that_was_gone_for_an_hour__loses_nothing() -> None:
    watch = Watch(FakeLogs({"/get": []}), step=3_600_000)
    watch.look()
    watch.fake.errors = [EndpointConnectionError(endpoint_url="x")]
    watch.add(("a", NOW + 60_000, "meanwhile"))
    assert watch.look() == ["meanwhile"]
    assert watch.told == ["logs cannot be read just now (EndpointConnectionError); trying again"]


def test_look_that_fails_half_way__is_repeated_whole() -> None:
    fake = FakeLogs({"/get": [(str(at), NOW + at, str(at)) for at in range(4)]}, page=2)
    fail: list[Any] = [EndpointConnectionError(endpoint_url="x")]

    def between(call: int) -> None:
        if call == 2:
            fake.errors.append(fail.pop())

    fake.between = between
    assert Watch(fake).look() == ["0", "1", "2", "3"]


def test_trouble_that_stays__is_raised_after_longer_and_longer_pauses() -> None:
    watch = Watch(FakeLogs(errors=[refusal("ThrottlingException") for _ in range(30)]))
    with pytest.raises(ClientError, match="ThrottlingException"):
        watch.look()
    assert watch.slept[:6] == [2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert len(watch.told) == 1


def test_expired_session__is_raised_at_once() -> None:
    watch = Watch(FakeLogs(errors=[refusal("ExpiredTokenException")]))
    with pytest.raises(ClientError, match="ExpiredToken"):
        watch.look()
    assert watch.slept == []


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (refusal("ThrottlingException"), True),
        (refusal("InternalFailure", status=500), True),
        (refusal("AccessDeniedException"), False),
        (EndpointConnectionError(endpoint_url="x"), True),
        (ValueError("x"), False),
    ],
)
def test_trouble__passes_or_not(error: Exception, passes: bool) -> None:
    assert passing(error) is passes


def test_bursts__go_on_for_ever() -> None:
    watch = Watch(FakeLogs({"/get": []}))
    assert len(list(islice(watch._bursts, 50))) == 50
