"""How far back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from stackyard.errors import StackyardError
from stackyard.logs.moments import since

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        ("2d", timedelta(days=2)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        (" 0s ", timedelta()),
    ],
)
def test_span__counts_back_from_now(text: str, back: timedelta) -> None:
    assert since(text, NOW) == NOW - back


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=NOW.tzinfo)),
        ("2026-11-21T08:30", datetime(2026, 11, 21, 8, 30, tzinfo=NOW.tzinfo)),
        ("2026-11-21T08:30:00Z", datetime(2026, 11, 21, 8, 30, tzinfo=UTC)),
    ],
)
def test_date__without_a_zone_is_meant_in_ours(text: str, moment: datetime) -> None:
    assert since(text, NOW) == moment


def test_span_longer_than_time__means_everything() -> None:
    assert since("999999999999d", NOW).year == 1970


@pytest.mark.parametrize("text", ["", "tomorrow", "1x", "h", "m15", "-5m", "2026-13-01"])
def test_anything_else__is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(StackyardError, match="neither a span of time nor a moment") as caught:
        since(text, NOW)
    assert caught.value.given == f"--since {text}"
    assert "1h30m" in caught.value.remedy


def test_moment_ahead__is_refused() -> None:
    with pytest.raises(StackyardError, match="logs of the future"):
        since("2026-11-21T12:00:01", NOW)
