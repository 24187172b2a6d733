from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from trainings.deadlines import due_of, is_open, next_deadline, parse_moment

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-21T12:00:00+00:00", "2026-11-23T23:00:00+01:00"),
        ("2026-11-23T21:59:59+00:00", "2026-11-23T23:00:00+01:00"),
        ("2026-11-23T22:00:00+00:00", "2026-11-30T23:00:00+01:00"),
        ("2026-11-23T23:30:00+01:00", "2026-11-30T23:00:00+01:00"),
        ("2026-11-24T00:00:00+01:00", "2026-11-30T23:00:00+01:00"),
        # Sunday in New York is Monday in Warsaw.
        ("2026-11-22T23:30:00-05:00", "2026-11-23T23:00:00+01:00"),
        # Over the end of summer time (25 October 2026) and over its beginning (28 March 2027).
        ("2026-10-19T23:00:00+02:00", "2026-10-26T23:00:00+01:00"),
        ("2026-10-24T12:00:00+02:00", "2026-10-26T23:00:00+01:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-26T23:00:00+01:00"),
        ("2027-03-22T23:00:00+01:00", "2027-03-29T23:00:00+02:00"),
        ("2027-03-28T03:30:00+02:00", "2027-03-29T23:00:00+02:00"),
        # Over the end of a year.
        ("2026-12-29T12:00:00+01:00", "2027-01-04T23:00:00+01:00"),
    ],
)
def test_next_deadline__is_monday_evening_on_the_schools_clock(after: str, expected: str) -> None:
    assert next_deadline(datetime.fromisoformat(after), WARSAW).isoformat() == expected


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Asia/Shanghai", "America/St_Johns", "Pacific/Apia", "UTC"])
def test_next_deadline__is_later_and_at_most_a_week_away(zone: str) -> None:
    dice, school = random.Random(zone), ZoneInfo(zone)
    for _ in range(2_000):
        after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(3 * 365 * 86_400))

        due = next_deadline(after, school)

        assert (due.weekday(), due.hour, due.minute, due.second) == (0, 23, 0, 0)
        assert timedelta(0) < due.astimezone(UTC) - after <= timedelta(days=7, hours=1)


def test_published_due_date__wins_over_the_rule() -> None:
    published = datetime(2026, 12, 1, 11, tzinfo=UTC)

    due = due_of(published, datetime(2026, 11, 18, tzinfo=UTC), WARSAW)

    assert due == published
    assert due.isoformat() == "2026-12-01T12:00:00+01:00"


def test_test_without_due_date__is_due_at_the_first_deadline_after_its_publication() -> None:
    assert due_of(None, datetime(2026, 11, 18, 9, tzinfo=UTC), WARSAW).isoformat() == "2026-11-23T23:00:00+01:00"


@pytest.mark.parametrize(("seconds", "expected"), [(-0.001, True), (0, False), (0.001, False)])
def test_test__is_open_until_its_due_moment_and_not_at_it(seconds: float, expected: bool) -> None:
    due = datetime(2026, 11, 23, 23, tzinfo=WARSAW)

    assert is_open(due, due.astimezone(UTC) + timedelta(seconds=seconds)) is expected


def test_hour_that_comes_twice__is_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=0)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=1)

    assert is_open(second, first)
    assert not is_open(first, second)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T23:00", "2026-11-23T22:00:00+00:00"),
        ("2026-07-06T23:00:00", "2026-07-06T21:00:00+00:00"),
        ("2026-11-23T22:00:00Z", "2026-11-23T22:00:00+00:00"),
        ("2026-11-23T17:00:00-05:00", "2026-11-23T22:00:00+00:00"),
    ],
)
def test_moment__is_meant_on_the_schools_clock_unless_it_says_otherwise(text: str, expected: str) -> None:
    assert parse_moment(text, WARSAW).astimezone(UTC).isoformat() == expected


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "23:00"])
def test_nonsense_moment__is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-11-23T23:00"):
        parse_moment(text, WARSAW)
