"""The next firing of a schedule, across clock changes and in every form of field that is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from trainings_ops.schedule import next_run

WARSAW = "Europe/Warsaw"
SATURDAY = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("cron(0 23 ? * MON *)", SATURDAY, "2026-11-23T23:00:00+01:00"),
        ("cron(0 23 ? * 2 *)", SATURDAY, "2026-11-23T23:00:00+01:00"),
        ("cron(0 23 ? * MON-WED *)", datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "2026-11-24T23:00:00+01:00"),
        ("cron(0/20 8,10 * * ? *)", datetime(2026, 11, 21, 7, 41, tzinfo=UTC), "2026-11-21T10:00:00+01:00"),
        ("cron(30 6 1 JAN ? 2027)", SATURDAY, "2027-01-01T06:30:00+01:00"),
        ("cron(0 12 29 2 ? *)", SATURDAY, "2028-02-29T12:00:00+01:00"),
        ("at(2026-12-01T10:15:00)", SATURDAY, "2026-12-01T10:15:00+01:00"),
    ],
)
def test_schedule_that_fires_again__gives_the_moment_in_its_zone(expression, after, expected) -> None:
    found = next_run(expression, WARSAW, after)
    assert found is not None
    assert found.isoformat() == expected


def test_moment_of_the_firing_itself__gives_the_next_week() -> None:
    found = next_run("cron(0 23 ? * MON *)", WARSAW, datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    assert found is not None
    assert found.isoformat() == "2026-11-30T23:00:00+01:00"


def test_week_in_which_summer_time_ends__keeps_the_wall_clock() -> None:
    found = next_run("cron(0 23 ? * MON *)", WARSAW, datetime(2026, 10, 20, tzinfo=UTC))
    assert found is not None
    assert found.astimezone(UTC).isoformat() == "2026-10-26T22:00:00+00:00"


def test_hour_that_the_clock_change_leaves_out__is_skipped() -> None:
    found = next_run("cron(30 2 * * ? *)", WARSAW, datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
    assert found is not None
    assert found.isoformat() == "2026-03-30T02:30:00+02:00"


@pytest.mark.parametrize(
    ("expression", "zone"),
    [
        ("rate(7 days)", WARSAW),
        ("cron(0 23 L * ? *)", WARSAW),
        ("cron(0 23 ? * MON#2 *)", WARSAW),
        ("cron(0 23 ? * MON)", WARSAW),
        ("cron(0 99 ? * MON *)", WARSAW),
        ("at(2020-01-01T00:00:00)", WARSAW),
        ("cron(0 23 ? * MON *)", "Nowhere/Land"),
    ],
)
def test_schedule_that_is_over_or_not_understood__gives_no_moment(expression, zone) -> None:
    assert next_run(expression, zone, SATURDAY) is None
