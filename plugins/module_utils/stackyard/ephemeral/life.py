"""How long an ephemeral environment lives: what people type, what stands in the tag, and when it is extended."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..errors import StackyardError
from ..sweep.expiry import moment, written

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=7)
_WORDS = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?")
_WORTH = 0.75  # of a life has to be left for a deployment not to move the end: a new tag reaches every resource


def parse_ttl(text: str) -> timedelta:
    """Read ``30m``, ``2h``, ``1d``, ``1h30m``. Raises ``StackyardError`` for anything else, and beyond the bounds."""
    found = _WORDS.fullmatch(text.strip().lower())
    if not found or not any(found.groups()):
        raise StackyardError("this is no length of time", given=f"--ttl {text}", remedy="write 30m, 2h, 1d or 1h30m")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    ttl = timedelta(days=days, hours=hours, minutes=minutes)
    if not SHORTEST <= ttl <= LONGEST:
        raise StackyardError(
            "an ephemeral environment lives from 10 minutes to 7 days",
            given=f"--ttl {text}",
            remedy="give a length of time between 10m and 7d; deploying it again extends its life",
        )
    return ttl


def end_of(now: datetime, ttl: timedelta) -> str:
    """Give the end of a life that begins now, as the tag has it."""
    return written(now.astimezone(UTC) + ttl)


def extended(expires: str, now: datetime, ttl: timedelta) -> str:
    """Give the end of a life that is extended by its ``ttl`` from now on; as it was where that gains little."""
    end = moment(expires)
    if end and end - now > ttl * _WORTH:
        return expires
    return end_of(now, ttl)


def shown(length: timedelta) -> str:
    """Write a length of time as people type it, in whole minutes: ``1h30m``; ``0m`` for less than one."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [f"{number}{unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "m")) if number]
    return "".join(parts) or "0m"


def left(expires: str, now: datetime) -> str:
    """Say how long something lives on, or since when it should be gone."""
    end = moment(expires)
    if end is None:
        return "no end known"
    return f"{shown(end - now)} left" if end > now else f"expired {shown(now - end)} ago"
