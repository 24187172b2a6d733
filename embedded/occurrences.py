"""When a schedule fires: `at`, `rate` and `cron` expressions in their time zone.

The rules of daylight saving are those of EventBridge Scheduler: a local time that does not exist is skipped, a local
time that exists twice counts once (the first time), and a rate counts real seconds.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass

_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}

# The next local minute later than a naive local time that matches a cron expression; None when there is none.
NextCron = Callable[[str, dt.datetime], dt.datetime | None]


class ExpressionError(ValueError):
    """A schedule expression or its time zone cannot be read."""


@dataclass(frozen=True)
class Timing:
    """When something recurs. `first` is the first moment of a rate; nothing fires before `start` or after `end`."""

    expression: str
    zone: str = "UTC"
    first: float = 0.0
    start: float = -math.inf
    end: float = math.inf


def check(timing: Timing, next_cron: NextCron) -> None:
    """Raises ExpressionError when `next_occurrence` could not work with this timing."""
    next_occurrence(timing, 0.0, next_cron)


def next_occurrence(timing: Timing, after: float, next_cron: NextCron) -> float | None:
    """The first moment (seconds since the epoch) later than `after` at which `timing` fires; None when it never does.

    Raises ExpressionError for an expression or time zone that cannot be read.
    """
    zone = _zone(timing.zone)
    # A millisecond less, because an occurrence exactly at the start date counts.
    after = max(after, timing.start - 0.001)
    if match := re.fullmatch(r"at\((.+)\)", timing.expression):
        found = _at(match[1], zone, after)
    elif match := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", timing.expression):
        found = _rate(int(match[1]) * _UNIT_SECONDS[match[2]], timing.first, after)
    elif timing.expression.startswith("cron("):
        found = _cron(timing.expression, zone, after, next_cron)
    else:
        raise ExpressionError(f"Invalid Schedule Expression {timing.expression}.")
    return found if found is not None and found <= timing.end else None


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ExpressionError(f"Invalid ScheduleExpressionTimezone {name}.") from error


def _at(text: str, zone: zoneinfo.ZoneInfo, after: float) -> float | None:
    try:
        local = dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=zone)
    except ValueError as error:
        raise ExpressionError(f"Invalid Schedule Expression at({text}).") from error
    moment = local.timestamp()
    return moment if moment > after and _exists(local) else None


def _rate(seconds: int, first: float, after: float) -> float:
    if seconds == 0:
        raise ExpressionError("Invalid Schedule Expression: the value of a rate must be positive.")
    if first > after:
        return first
    return first + (math.floor((after - first) / seconds) + 1) * seconds


def _cron(expression: str, zone: zoneinfo.ZoneInfo, after: float, next_cron: NextCron) -> float | None:
    wall: dt.datetime | None = dt.datetime.fromtimestamp(after, zone).replace(tzinfo=None)
    # Ends: each round moves the wall clock on, and a cron expression gives up after some years.
    while wall is not None and (wall := next_cron(expression, wall)) is not None:
        local = wall.replace(tzinfo=zone, fold=0)
        if _exists(local) and local.timestamp() > after:
            return local.timestamp()
    return None


def _exists(local: dt.datetime) -> bool:
    """Whether a local time is not one of those that the change to summer time leaves out."""
    there_and_back = dt.datetime.fromtimestamp(local.timestamp(), local.tzinfo)
    return there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None, fold=0)
