"""Writes a board as lines that fit a terminal, each at most as wide and all together at most as high as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from ..preview.lines import printable, shortened
from .board import Board, Row, Standing

Paint = Callable[[str, str], str]
"""Colours a line; the second argument is a ``Standing``, or ``title``."""

_PHASE = 13  # columns
_ROOM_FOR_SLOWEST = 14
_ORDER = list(Standing)  # what gives way last where the terminal is too low for all rows
_MINUTE = 60


def plain(text: str, kind: str) -> str:
    """Colour nothing."""
    del kind
    return text


def lines(board: Board, size: os.terminal_size, paint: Paint = plain) -> list[str]:
    """Write a board: a line that counts, and below it a line a stack.

    Where the terminal is too low, what runs stays longest, and the others are counted.
    """
    now, width = board.clock(), size.columns - 1  # a full line would make some terminals begin another one
    rows = list(board.rows.values())
    most = max(1, size.lines - 4)  # the line that counts, one for what is left out, and the cursor's
    kept = sorted(rows, key=lambda row: _ORDER.index(row.standing))[:most]
    label = min(max((len(row.label) for row in rows), default=0), width // 3)
    shown = [paint(_row(row, now, width, label), row.standing) for row in rows if any(row is one for one in kept)]
    more = [f"  ... and {len(rows) - len(kept)} more"[:width]] if len(rows) > len(kept) else []
    return [paint(_head(board, now)[:width], "title"), *shown, *more]


def seconds_text(seconds: float) -> str:
    """Write seconds as people count them: "12 s", "2 min 05 s"."""
    whole = int(seconds)
    return f"{whole} s" if whole < _MINUTE else f"{whole // _MINUTE} min {whole % _MINUTE:02} s"


def _head(board: Board, now: float) -> str:
    rows = board.rows.values()
    ended = sum(row.standing is Standing.DONE for row in rows)
    failed = sum(row.standing is Standing.FAILED for row in rows)
    bad = f", {failed} failed" if failed else ""
    return f"{ended} of {len(rows)} stacks{bad}, {seconds_text(now - board.began)}"


def _row(row: Row, now: float, width: int, label: int) -> str:
    """Write one stack: name, phase, resources, time; and between them, where there is room, the slowest resource."""
    name = printable(row.label)
    name = name if len(name) <= label else shortened(name, label)[:label]
    if row.standing is Standing.WAITING:
        return f"  {name:<{label}}  {row.phase}"[:width].rstrip()
    head = f"  {name:<{label}}  {row.phase:<{_PHASE}} {_count(row):>7}"
    times = list(_times(row, now))
    tail = next((time for time in times if len(head) + len(time) + 2 <= width), times[-1])
    room = width - len(head) - len(tail) - 4
    between = _slowest(row, now, room) if room >= _ROOM_FOR_SLOWEST else ""
    gap = max(2, width - len(head) - len(tail) - (len(between) + 2 if between else 0))
    return f"{head}{f'  {between}' if between else ''}{' ' * gap}{tail}"[:width].rstrip()


def _count(row: Row) -> str:
    if row.standing is Standing.SKIPPED or not (row.total or row.done):
        return ""
    return f"{min(len(row.done), row.total)}/{row.total}" if row.total else str(len(row.done))


def _times(row: Row, now: float) -> Iterator[str]:
    """Say how long it takes, with the last time's duration where there is room for it."""
    if row.standing is Standing.SKIPPED:
        yield ""
        return
    elapsed = seconds_text(row.elapsed(now))
    if row.last is not None:
        yield f"{elapsed} (last time {seconds_text(row.last)})"
        yield f"{elapsed} of {seconds_text(row.last)}"
    yield elapsed


def _slowest(row: Row, now: float, room: int) -> str:
    """Name the resource that is waited for, when that is worth it."""
    found = row.slowest(now)
    if found is None:
        return ""
    tail = f" {seconds_text(found[1])}"
    name = printable(found[0])
    return f"{name if len(name) + len(tail) <= room else shortened(name, room - len(tail))}{tail}"[:room]
