"""What was used on which day: requests, seconds, gigabytes, by resource, as a bill counts them.

MiniStack has neither Cost Explorer nor a notion of use. `bin/costs` prices what is counted here. A day is one of our
clock, so that weeks which were played in a second lie beside each other as on a bill. Counting happens at every request
and must cost next to nothing: it adds to one number. What is merely there (bytes, alarms) is looked at when somebody
asks, and before the clock is moved: until the next look it counts for every day.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from embedded.clock import CLOCK

DAYS_KEPT = 62  # two months: what is asked for is 31 days at most
_DAY_SECONDS = 86400
_DIGITS = 9

# A kind is a dimension of the price file (`prices/`), such as `sqs.requests`; a name is that of a resource.
Levels = Mapping[tuple[str, str], float]
Owner = tuple[str, str]
"""Environment and system of a resource, by the tags of the stack that made it."""


class Usage:
    """Amounts by day, kind and name, and whom the names belong to."""

    def __init__(self, now: Callable[[], float] = CLOCK.now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._amounts: dict[tuple[int, str, str], float] = defaultdict(float)
        self._owners: dict[str, Owner] = {}
        self._levels: Levels = {}
        self._looked = self._today()

    def add(self, kind: str, name: str, amount: float = 1) -> None:
        """Counts something that was used now."""
        with self._lock:
            self._amounts[int(self._now() // _DAY_SECONDS), kind, name] += amount

    def settle(self, levels: Levels) -> None:
        """Takes up what is there today; every day since the last look had what was there then."""
        with self._lock:
            today = self._today()
            for day in range(self._looked, today):
                self._hold(day, self._levels)
            # What went today still counts as it was seen last.
            self._hold(today, {**self._levels, **levels} if self._looked == today else levels)
            self._levels, self._looked = levels, today
            for key in [key for key in self._amounts if key[0] <= today - DAYS_KEPT]:
                del self._amounts[key]

    def attribute(self, owners_of: Callable[[Iterable[str]], Mapping[str, Owner]]) -> None:
        """Asks whose the names are that nobody owns yet; what is never found stays without an owner."""
        with self._lock:
            names = {name for _day, _kind, name in self._amounts} - set(self._owners)
        found = owners_of(names) if names else {}
        with self._lock:
            self._owners.update(found)

    def document(self) -> dict[str, Any]:
        """`{"today": day, "days": {day: {kind: {name: amount}}}, "owners": {name: [environment, system]}}`."""
        with self._lock:
            days: dict[str, dict[str, dict[str, float]]] = {}
            for (day, kind, name), amount in sorted(self._amounts.items()):
                days.setdefault(_iso(day), {}).setdefault(kind, {})[name] = round(amount, _DIGITS)
            owners = {name: list(owner) for name, owner in sorted(self._owners.items())}
            return {"today": _iso(self._today()), "days": days, "owners": owners}

    def state(self) -> dict[str, Any]:
        """What `restore` takes."""
        found = self.document()
        with self._lock:
            levels = [[*key, amount] for key, amount in sorted(self._levels.items())]
            return {"days": found["days"], "owners": found["owners"], "levels": levels, "looked": _iso(self._looked)}

    def restore(self, state: Mapping[str, Any] | None) -> None:
        """Takes up a saved state; None to begin anew."""
        with self._lock:
            self._amounts.clear()
            self._owners = {name: (owner[0], owner[1]) for name, owner in (state or {}).get("owners", {}).items()}
            self._levels = {(kind, name): amount for kind, name, amount in (state or {}).get("levels", ())}
            self._looked = _number(state["looked"]) if state else self._today()
            for day, kinds in (state or {}).get("days", {}).items():
                for kind, names in kinds.items():
                    self._amounts.update({(_number(day), kind, name): amount for name, amount in names.items()})

    def _hold(self, day: int, levels: Levels) -> None:
        self._amounts.update({(day, kind, name): amount for (kind, name), amount in levels.items()})

    def _today(self) -> int:
        return int(self._now() // _DAY_SECONDS)


def _iso(day: int) -> str:
    return dt.datetime.fromtimestamp(day * _DAY_SECONDS, dt.UTC).date().isoformat()


def _number(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal() - dt.date(1970, 1, 1).toordinal()


USAGE = Usage()
