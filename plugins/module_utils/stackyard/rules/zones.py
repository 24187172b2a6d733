"""Time zones as the time-zone database names them, and the local times that one of them leaves out."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from functools import cache

_NO_PLACES = frozenset({"localtime", "Factory", "posixrules"})  # this machine's own setting, and no setting at all


@cache
def names() -> frozenset[str]:
    """Every name of the database."""
    return frozenset(zoneinfo.available_timezones()) - _NO_PLACES


def skipped_minutes(zone: str, year: int) -> Iterator[dt.datetime]:
    """Give each local minute of a year (UTC) that does not exist in a zone, as when summer time begins."""
    place = zoneinfo.ZoneInfo(zone)
    hour, end = dt.datetime(year, 1, 1, tzinfo=dt.UTC), dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)
    while hour < end:
        later = hour + dt.timedelta(hours=1)
        before, after = (moment.astimezone(place).replace(tzinfo=None) for moment in (hour, later))
        jump = after - before - dt.timedelta(hours=1)
        # The clock shows an hour's worth of minutes too few: those between what it showed last and what it shows next.
        if jump > dt.timedelta(0):
            yield from _between(hour, place, jump)
        hour = later


def _between(hour: dt.datetime, place: zoneinfo.ZoneInfo, jump: dt.timedelta) -> Iterator[dt.datetime]:
    shown = hour.astimezone(place)
    minute = hour
    while minute.astimezone(place).utcoffset() == shown.utcoffset():
        minute += dt.timedelta(minutes=1)
    first = minute.astimezone(place).replace(tzinfo=None) - jump
    yield from (first + dt.timedelta(minutes=number) for number in range(int(jump.total_seconds() // 60)))
