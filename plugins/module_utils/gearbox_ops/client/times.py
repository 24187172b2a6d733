"""Moments and spans of time, for people."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from stackyard.errors import StackyardError
from stackyard.logs.moments import since

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def span(seconds: float) -> str:
    """Write a span of time in its largest unit: ``12 s``, ``5 min``, ``3 h``, ``2 d``; less than nothing is ``0 s``."""
    for unit, name in _UNITS:
        if seconds >= unit:
            return f"{int(seconds // unit)} {name}"
    return f"{max(0, int(seconds))} s"


def age(text: object, now: datetime) -> str:
    """Say how long ago a moment of the API is; empty for what is none."""
    try:
        return span((now - datetime.fromisoformat(str(text))).total_seconds())
    except (ValueError, TypeError):
        return ""


def local(text: object, zone: tzinfo | None = None) -> str:
    """Write a moment of the API in a zone (this machine's own without one); empty for what is none."""
    found = _read(text, zone)
    return f"{found:%Y-%m-%d %H:%M:%S}" if found else ""


def short(text: object, now: datetime) -> str:
    """Write a moment on eleven columns, in the zone of ``now``: of another year only the day."""
    found = _read(text, now.tzinfo)
    if found is None:
        return ""
    return f"{found:%m-%d %H:%M}" if found.year == now.year else f"{found:%Y-%m-%d}"


def _read(text: object, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def from_moment(text: str, now: datetime) -> str:
    """Give the moment that ``--since`` means as the API takes it. Raises ``StackyardError``."""
    try:
        found = since(text, now)
    except StackyardError as error:
        raise StackyardError("this is no moment that is over", given=error.given, remedy=error.remedy) from None
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
