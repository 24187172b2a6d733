"""When a schedule of EventBridge Scheduler fires next, in its own time zone.

The service tells an expression, never a moment, so whoever wants to know "when is the next run?" has to compute it.
What trainers use is understood: numbers, names, lists, ranges, steps. Fields with ``L``, ``W`` or ``#`` and rates are
not: for those there is no answer, rather than a wrong one.
Rules: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
WEEKDAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
HORIZON_DAYS = 4 * 366  # far enough for a 29th of February


@dataclass(frozen=True)
class Cron:
    """The values that each field of a cron expression allows."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]

    @classmethod
    def parse(cls, fields: str) -> Cron:
        """Read the six fields between the brackets; raises ``ValueError`` for what is not understood."""
        minutes, hours, days, months, weekdays, years = fields.split()
        return cls(
            minutes=_values(minutes, 0, 59),
            hours=_values(hours, 0, 23),
            days=_values(days, 1, 31),
            months=_values(months, 1, 12, MONTHS),
            weekdays=_values(weekdays, 1, 7, WEEKDAYS),
            years=_values(years, 1970, 2199),
        )

    def includes(self, day: date) -> bool:
        """Whether the schedule fires on this day."""
        weekday = day.isoweekday() % 7 + 1  # Sunday is 1 there
        return day.day in self.days and day.month in self.months and weekday in self.weekdays and day.year in self.years

    def moments(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        """The moments of one day, in order; local times that a clock change leaves out do not exist."""
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                moment = datetime.combine(day, time(hour, minute), zone)
                if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment.replace(tzinfo=None):
                    yield moment


def next_run(expression: str, zone: str, after: datetime) -> datetime | None:
    """Give the first firing after a moment, in the schedule's zone; ``None`` when never or not known."""
    kind, _, rest = expression.partition("(")
    try:
        local = ZoneInfo(zone)
        if kind == "at":
            moment = datetime.fromisoformat(rest.rstrip(")")).replace(tzinfo=local)
            return moment if moment > after else None
        return _next_cron(Cron.parse(rest.rstrip(")")), local, after) if kind == "cron" else None
    except (ValueError, KeyError):
        return None


def _next_cron(cron: Cron, zone: ZoneInfo, after: datetime) -> datetime | None:
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=offset) for offset in range(HORIZON_DAYS))
    moments = (moment for day in days if cron.includes(day) for moment in cron.moments(day, zone))
    return next((moment for moment in moments if moment > after), None)


def _values(field: str, lowest: int, highest: int, names: dict[str, int] | None = None) -> frozenset[int]:
    return frozenset(value for part in field.split(",") for value in _part(part.upper(), lowest, highest, names or {}))


def _part(part: str, lowest: int, highest: int, names: dict[str, int]) -> range:
    match = re.fullmatch(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?", part)
    if match is None:
        raise ValueError(part)
    first, last, step = match.groups()
    if first in "*?":
        return range(lowest, highest + 1, int(step or 1))
    start = names.get(first) or int(first)
    end = (names.get(last) or int(last)) if last else (highest if step else start)
    if not lowest <= start <= end <= highest:
        raise ValueError(part)
    return range(start, end + 1, int(step or 1))
