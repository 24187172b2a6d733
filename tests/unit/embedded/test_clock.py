from __future__ import annotations

import pytest

from embedded.clock import Clock, MomentError, goal, iso


class Machine:
    """A machine whose time stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class Every:
    """A timetable due at each multiple of `seconds`, which notes what the clock read when it fired."""

    def __init__(self, clock: Clock, seconds: int, name: str = "every") -> None:
        self.clock, self.seconds, self.name = clock, seconds, name
        self.readings: list[float] = []
        clock.timetables.append(self)

    def next_due(self, after: float) -> float:
        return (after // self.seconds + 1) * self.seconds

    def fire(self, after: float, until: float) -> list[str]:
        fired = []
        while (after := self.next_due(after)) <= until:
            self.readings.append(self.clock.now())
            fired.append(f"{self.name}@{after:g}")
        return fired


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> Clock:
    return Clock(machine)


def test_advance__fires_each_occurrence_once_while_the_clock_reads_its_time(clock: Clock) -> None:
    timetable = Every(clock, 600)

    fired = clock.advance_to(2500.0)

    assert fired == ["every@1200", "every@1800", "every@2400"]
    assert timetable.readings == [1200.0, 1800.0, 2400.0]
    assert clock.now() == 2500.0


def test_advance_of_two_timetables__interleaves_them_in_order_of_time(clock: Clock) -> None:
    Every(clock, 600, "slow")
    Every(clock, 500, "fast")

    assert clock.advance_to(1800.0) == ["slow@1200", "fast@1500", "slow@1800"]


def test_advance_twice_to_the_same_moment__fires_nothing_the_second_time(clock: Clock) -> None:
    Every(clock, 600)
    clock.advance_to(1200.0)

    assert clock.advance_to(1200.0) == []


def test_advance_backwards__is_refused_with_both_moments(clock: Clock) -> None:
    with pytest.raises(
        MomentError, match=r"cannot go back; given: 1970-01-01T00:15:00\+00:00, it reads 1970-01-01T00:16:40"
    ):
        clock.advance_to(900.0)


def test_tick__fires_what_the_passing_time_made_due(clock: Clock, machine: Machine) -> None:
    Every(clock, 600)
    machine.time = 1250.0

    assert clock.tick(grace=900) == ["every@1200"]
    assert clock.tick(grace=900) == []


def test_tick_after_a_long_sleep__drops_what_is_older_than_the_grace(clock: Clock, machine: Machine) -> None:
    Every(clock, 600)
    machine.time = 1000.0 + 86400

    assert clock.tick(grace=900) == ["every@87000"]


def test_restored_state__continues_with_offset_and_fires_nothing_twice(clock: Clock, machine: Machine) -> None:
    clock.advance_to(5000.0)
    other = Clock(machine)
    Every(other, 600)

    other.restore(clock.state())

    assert other.now() == 5000.0
    assert other.tick(grace=900) == []


def test_idling__does_not_change_the_state(clock: Clock, machine: Machine) -> None:
    Every(clock, 10_000)
    before = clock.state()
    machine.time += 500
    clock.tick(grace=900)

    assert clock.state() == before


def test_restore_of_nothing__returns_to_the_machines_time(clock: Clock) -> None:
    clock.advance_to(5000.0)

    clock.restore(None)

    assert clock.now() == 1000.0


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        ({"advance_seconds": 60}, "2026-11-21T08:01:00+00:00"),
        ({"until": "2026-11-23T23:00", "zone": "Europe/Warsaw"}, "2026-11-23T22:00:00+00:00"),
        ({"until": "2026-11-23T23:00-05:00", "zone": "Europe/Warsaw"}, "2026-11-24T04:00:00+00:00"),
        ({"until": "2026-11-23T23:00"}, "2026-11-23T23:00:00+00:00"),
    ],
)
def test_goal__reads_durations_and_moments(request_body: dict[str, object], expected: str) -> None:
    now = 1795248000.0  # 2026-11-21T08:00:00Z

    assert iso(goal(request_body, now)) == expected


@pytest.mark.parametrize(
    ("request_body", "message"),
    [
        ({}, "give"),
        ({"advance_seconds": "soon"}, "must be a number; given: 'soon'"),
        ({"advance_seconds": -5}, "must be 0 or more"),
        ({"until": "Monday"}, "not a moment: 'Monday'"),
        ({"until": "2026-11-23T23:00", "zone": "Europe/Atlantis"}, "no such time zone: 'Europe/Atlantis'"),
    ],
)
def test_goal_that_cannot_be_read__says_what_was_given(request_body: dict[str, object], message: str) -> None:
    with pytest.raises(MomentError, match=message):
        goal(request_body, 0.0)
