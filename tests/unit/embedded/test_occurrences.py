from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from embedded.clock import iso
from embedded.occurrences import ExpressionError, Timing, check, next_occurrence

WARSAW = zoneinfo.ZoneInfo("Europe/Warsaw")


def daily(expression: str, after: dt.datetime) -> dt.datetime | None:
    """Understands cron(minute hour * * ? *) only: enough to show what time zones do to it."""
    minute, hour = (int(field) for field in expression.removeprefix("cron(").split()[:2])
    found = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return found if found > after else found + dt.timedelta(days=1)


def epoch(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


def occurrences(timing: Timing, after: str, count: int) -> list[str]:
    found, moment = [], epoch(after)
    for _ in range(count):
        due = next_occurrence(timing, moment, daily)
        if due is None:
            break
        moment = due
        found.append(iso(moment, timing.zone))
    return found


def test_cron__follows_the_local_time_over_the_change_to_winter_time() -> None:
    timing = Timing("cron(0 23 * * ? *)", "Europe/Warsaw")

    assert occurrences(timing, "2026-10-24T00:00+02:00", 2) == [
        "2026-10-24T23:00:00+02:00",
        "2026-10-25T23:00:00+01:00",
    ]


def test_cron_at_a_time_that_summer_time_leaves_out__is_skipped_that_day() -> None:
    timing = Timing("cron(30 2 * * ? *)", "Europe/Warsaw")

    assert occurrences(timing, "2026-03-28T12:00+01:00", 1) == ["2026-03-30T02:30:00+02:00"]


def test_cron_at_a_time_that_winter_time_repeats__fires_only_the_first_time() -> None:
    timing = Timing("cron(30 2 * * ? *)", "Europe/Warsaw")

    assert occurrences(timing, "2026-10-24T12:00+02:00", 2) == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-26T02:30:00+01:00",
    ]


def test_at__fires_once_in_its_zone() -> None:
    timing = Timing("at(2026-11-23T23:00:00)", "Europe/Warsaw")

    assert occurrences(timing, "2026-11-21T00:00+00:00", 2) == ["2026-11-23T23:00:00+01:00"]


def test_rate__begins_at_its_first_moment_and_counts_real_seconds() -> None:
    timing = Timing("rate(1 day)", "Europe/Warsaw", first=epoch("2026-10-24T12:00+02:00"))

    assert occurrences(timing, "2026-10-24T11:00+02:00", 3) == [
        "2026-10-24T12:00:00+02:00",
        "2026-10-25T11:00:00+01:00",
        "2026-10-26T11:00:00+01:00",
    ]


def test_start_and_end_date__bound_what_fires_and_count_themselves() -> None:
    timing = Timing(
        "cron(0 23 * * ? *)", "UTC", start=epoch("2026-11-22T23:00+00:00"), end=epoch("2026-11-23T23:00+00:00")
    )

    assert occurrences(timing, "2026-11-01T00:00+00:00", 5) == [
        "2026-11-22T23:00:00+00:00",
        "2026-11-23T23:00:00+00:00",
    ]


@pytest.mark.parametrize(
    "timing",
    [
        Timing("every monday"),
        Timing("rate(5 fortnights)"),
        Timing("rate(0 minutes)"),
        Timing("at(2026-13-01T00:00:00)"),
        Timing("rate(1 hour)", "Mars/Olympus"),
        Timing("rate(1 hour)", "../../etc/passwd"),
    ],
)
def test_timing_that_cannot_be_read__is_refused(timing: Timing) -> None:
    with pytest.raises(ExpressionError, match="Invalid"):
        check(timing, daily)
