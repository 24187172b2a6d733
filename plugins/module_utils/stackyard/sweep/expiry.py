"""The end of a life as it stands in a tag: UTC, to the second, and sorted by its text.

What cannot be read as such a moment never counts as past: nobody's resources go because of a typing mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def written(end: datetime) -> str:
    """Write a moment as the tag has it, such as ``2026-11-21T19:30:00Z``."""
    return end.astimezone(UTC).strftime(_FORM)


def moment(text: str) -> datetime | None:
    """Read a tag's moment; ``None`` for what is none."""
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def latest(texts: Iterable[str]) -> str:
    """Give the latest of several ends, as an interrupted extension leaves them; one that is none hides the others."""
    known = list(texts)
    unreadable = [text for text in known if moment(text) is None]
    return unreadable[0] if unreadable else max(known, default="")


def is_past(text: str, now: datetime) -> bool:
    """Whether this is a moment, and over."""
    end = moment(text)
    return end is not None and end <= now
