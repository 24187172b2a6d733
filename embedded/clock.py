"""The clock of the embedded AWS: the machine's time plus an offset that can be advanced.

A developer who waits for Monday 23:00 moves this clock there. On its way it stops at each moment at which a timetable
(a schedule, a rule) is due, reads that time, and lets it fire, so that a week played in a second leaves the same traces
as a week that passed.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
import zoneinfo
from collections.abc import Callable
from typing import Any, Protocol


class Timetable(Protocol):
    """Something that is due at certain moments (seconds since the epoch)."""

    def next_due(self, after: float) -> float | None:
        """The first moment later than `after` at which something is due; None when nothing is."""

    def fire(self, after: float, until: float) -> list[str]:
        """Fires what is due later than `after` and not later than `until`, in order; returns their names."""


class MomentError(ValueError):
    """A moment cannot be read, or lies behind the clock."""


class Clock:
    """Seconds since the epoch as the embedded AWS sees them. Never goes back, except on `restore`."""

    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        self.offset = 0.0
        self.seen = machine()  # everything due until then has fired
        self._settled = self.seen  # as `seen`, but moves only when something happens, so that idling changes no state
        self.timetables: list[Timetable] = []
        self.leaving: list[Callable[[], None]] = []  # told before the clock is moved
        self._firing = threading.RLock()

    def now(self) -> float:
        """The clock's reading."""
        return self._machine() + self.offset

    def moment(self) -> dt.datetime:
        """The clock's reading as a moment in UTC."""
        return dt.datetime.fromtimestamp(self.now(), dt.UTC)

    def tick(self, grace: float) -> list[str]:
        """Fires what became due since the last tick, but not what is overdue by more than `grace` seconds.

        A machine that slept or a server that was down for days must not fire hundreds of old occurrences at once.
        """
        with self._firing:
            now = self.now()
            return self._fire_until(now, after=max(self.seen, now - grace))

    def advance_to(self, goal: float) -> list[str]:
        """Moves the clock to `goal` and fires everything on the way, each at its own time; returns the fired names."""
        with self._firing:
            if goal < self.now():
                raise MomentError(f"the clock cannot go back; given: {iso(goal)}, it reads {iso(self.now())} already")
            for tell in self.leaving:
                tell()
            fired = self._fire_until(self.now(), after=self.seen)
            while (due := self.next_due()) is not None and due <= goal:
                self.offset = due - self._machine()
                fired += self._fire_until(due, after=self.seen)
            self.offset = max(self.offset, goal - self._machine())
            self.seen = self._settled = max(self.seen, goal)
            return fired

    def next_due(self) -> float | None:
        """The next moment at which anything is due."""
        found = [due for table in self.timetables if (due := table.next_due(self.seen)) is not None]
        return min(found, default=None)

    def state(self) -> dict[str, float]:
        """What `restore` takes."""
        return {"offset": self.offset, "seen": self._settled}

    def restore(self, state: dict[str, Any] | None) -> None:
        """Takes up a saved state; None returns to the machine's time."""
        with self._firing:
            self.offset = float(state["offset"]) if state else 0.0
            self.seen = self._settled = float(state["seen"]) if state else self._machine()

    def _fire_until(self, until: float, *, after: float) -> list[str]:
        fired = [name for table in self.timetables for name in table.fire(after, until)]
        self.seen = max(self.seen, until)
        if fired:
            self._settled = self.seen
        return fired


def goal(request: dict[str, Any], now: float) -> float:
    """The moment that a request names: `{"advance_seconds": n}` or `{"until": ISO, "zone": name for a naive one}`."""
    if "advance_seconds" in request:
        return now + _seconds(request["advance_seconds"])
    if "until" in request:
        return parse_moment(str(request["until"]), str(request.get("zone") or "UTC")).timestamp()
    raise MomentError(f'give {{"advance_seconds": 3600}} or {{"until": "2026-11-23T23:00+01:00"}}; given: {request}')


def parse_moment(text: str, zone: str) -> dt.datetime:
    """An ISO 8601 moment; one without offset is local time in `zone`. MomentError when either cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise MomentError(f"not a moment: {text!r}. Write it like 2026-11-23T23:00 or 2026-11-23T22:00Z") from error
    try:
        return moment if moment.tzinfo else moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise MomentError(f"no such time zone: {zone!r}. Write it like Europe/Warsaw") from error


def iso(epoch: float, zone: str = "UTC") -> str:
    """Seconds since the epoch as ISO 8601 with the offset of `zone`, to the second."""
    return dt.datetime.fromtimestamp(epoch, zoneinfo.ZoneInfo(zone)).isoformat(timespec="seconds")


def _seconds(given: Any) -> float:
    try:
        seconds = float(given)
    except (TypeError, ValueError) as error:
        raise MomentError(f"advance_seconds must be a number; given: {given!r}") from error
    if not 0 <= seconds <= 100 * 366 * 86400:
        raise MomentError(f"advance_seconds must be 0 or more, and below a hundred years; given: {given!r}")
    return seconds


CLOCK = Clock()
