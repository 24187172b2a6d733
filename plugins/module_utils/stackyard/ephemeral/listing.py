"""The list of copies: those that an account has, and those that only this checkout knows of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..sweep.survey import Found
from ..text.words import counted
from .life import left
from .record import Record

_GONE = "not deployed"
_WIDTH = 80


def lines(there: Iterable[Found], records: Sequence[Record], now: datetime) -> list[str]:
    """Give the lines of a table, or one that says that there is nothing."""
    known = {record.name: record for record in records}
    rows = [_row(found, known.pop(found.environment, None), now) for found in there]
    rows += [(name, record.source, left(record.expires, now), _GONE, record.by) for name, record in known.items()]
    if not rows:
        return ["no ephemeral environments"]
    heads = ("name", "of", "life", "state", "by")
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    table = [heads, *sorted(rows)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()[:_WIDTH]
        for row in table
    ]


def _row(found: Found, record: Record | None, now: datetime) -> tuple[str, str, str, str, str]:
    of, by = (record.source, record.by) if record else ("?", "elsewhere")
    return found.environment, of, left(found.expires, now), _state(found), by


def _state(found: Found) -> str:
    if not found.stacks:
        return counted(len(found.resources), "resource") + " left"
    odd = sorted(
        {state.status for state in found.stacks if not state.status.endswith(("E_COMPLETE", "UPDATE_COMPLETE"))}
    )
    return f"{counted(len(found.stacks), 'stack')}{f', {odd[0]}' if odd else ''}"
