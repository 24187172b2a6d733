"""How far back to read: ``90s``, ``15m``, ``1h30m``, ``2d``, or a date with or without a time and a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..errors import StackyardError

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def since(text: str, now: datetime) -> datetime:
    """Give the moment that ``text`` means; one without a zone is meant in the zone of ``now``.

    Raises ``StackyardError`` for what is neither, and for a moment that lies ahead.
    """
    moment = _of_span(text, now) or _of_date(text, now)
    if moment is None:
        raise StackyardError(
            "this is neither a span of time nor a moment",
            given=f"--since {text}",
            remedy="write 90s, 15m, 1h, 2d, 1h30m, 2026-11-21 or 2026-11-21T08:30",
        )
    if moment > now:
        raise StackyardError(
            "logs of the future cannot be read",
            given=f"--since {text}, and it is {now:%Y-%m-%dT%H:%M:%S%z}",
            remedy="name a moment that is over",
        )
    return moment


def _of_span(text: str, now: datetime) -> datetime | None:
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return now - timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return datetime.fromtimestamp(0, UTC)  # longer ago than there are computers: everything


def _of_date(text: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
