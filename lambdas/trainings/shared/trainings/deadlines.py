"""Until when a test may be answered.

The rule is the school's: until Monday 23:00 on the school's clock, the evening before the next lesson. Nothing here
asks what time it is: ``now`` is always an argument, so that a week can be played in a second.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DEADLINE_WEEKDAY = 0  # Monday, as datetime counts
DEADLINE_HOUR = 23
_DAYS = 7


def next_deadline(after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first Monday 23:00 of the school's clock later than ``after`` (aware); the result is in ``zone``."""
    local = after.astimezone(zone)
    # Whole days are added to the wall clock, so that 23:00 stays 23:00 over a change to or from summer time.
    days = (DEADLINE_WEEKDAY - local.weekday()) % _DAYS
    for weeks in (0, 1):
        day = local.date() + timedelta(days=days + weeks * _DAYS)
        due = datetime(day.year, day.month, day.day, DEADLINE_HOUR, tzinfo=zone)
        if due.astimezone(UTC) > after.astimezone(UTC):
            break
    return due


def due_of(published_due: datetime | None, questions_modified: datetime, zone: ZoneInfo) -> datetime:
    """Return a test's due moment, in ``zone``.

    ``published_due`` is what the test's ``dueDate.json`` says; a test without one (a bucket of another installation) is
    due at the first deadline after its questions were written, ``questions_modified``.
    """
    if published_due is not None:
        return published_due.astimezone(zone)
    return next_deadline(questions_modified, zone)


def is_open(due: datetime, now: datetime) -> bool:
    """Whether answers that arrive at ``now`` are in time; at the due moment itself the test is closed."""
    return now.astimezone(UTC) < due.astimezone(UTC)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO 8601 moment; without an offset it is meant on the school's clock. The result is aware.

    Raises ``ValueError`` saying what is expected.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(
            f"this is no moment: {ascii(text)[:80]}; write it like 2026-11-23T23:00 (school time) "
            "or 2026-11-23T22:00:00+00:00"
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
