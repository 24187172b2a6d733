"""How long copies live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from stackyard.ephemeral.life import end_of, extended, left, parse_ttl, shown
from stackyard.errors import StackyardError

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
TWO_HOURS = timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30m", 30), ("2h", 120), ("1d", 1440), ("1h30m", 90), ("7d", 10080), ("10m", 10), ("2H", 120)],
)
def test_length_of_time__is_read(text: str, minutes: int) -> None:
    assert parse_ttl(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "2", "h", "2 hours", "-1h", "1.5h", "30m2h", "1h 30m"])
def test_what_is_none__is_refused(text: str) -> None:
    with pytest.raises(StackyardError, match="no length of time"):
        parse_ttl(text)


@pytest.mark.parametrize("text", ["9m", "0h", "7d1m", "8d", "9999h"])
def test_beyond_the_bounds__is_refused(text: str) -> None:
    with pytest.raises(StackyardError, match="10 minutes to 7 days"):
        parse_ttl(text)


def test_deployment_soon_after__leaves_the_end() -> None:
    end = end_of(NOW, TWO_HOURS)
    assert extended(end, NOW + timedelta(minutes=29), TWO_HOURS) == end == "2026-11-21T20:00:00Z"


@pytest.mark.parametrize("minutes", [30, 119, 300])
def test_deployment_later__lets_it_live_its_whole_life_again(minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    assert extended(end_of(NOW, TWO_HOURS), later, TWO_HOURS) == end_of(later, TWO_HOURS)


def test_end_that_cannot_be_read__is_set_anew() -> None:
    assert extended("soon", NOW, TWO_HOURS) == end_of(NOW, TWO_HOURS)


def test_what_is_left__is_told_in_words() -> None:
    assert left("2026-11-21T19:30:00Z", NOW) == "1h30m left"
    assert left("2026-11-20T17:59:00Z", NOW) == "expired 1d1m ago"
    assert left("2026-11-21T18:00:00Z", NOW) == "expired 0m ago"
    assert left("soon", NOW) == "no end known"
    assert shown(timedelta(seconds=59)) == "0m"
