"""Puts values on lines of a terminal's width: shortened where they differ least, never so that a difference is lost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import takewhile

WIDTH = 80  # columns
ARROW = " → "

_GAP = "..."
_LEAST = 12  # columns that a value is never shortened below
_NOTHING = "(none)"


def printable(text: str) -> str:
    """Write control characters as Python does: what comes from an account must not steer a terminal."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def change_lines(indent: str, path: str, before: str, after: str) -> Iterator[str]:
    """Write one value's change: on one line where it fits, else below its path."""
    path, before, after = printable(path), printable(before), printable(after)
    if before == after:
        yield from _fitted(f"{indent}{path}: ", after)
        return
    whole = f"{indent}{path}: {before or _NOTHING}{ARROW}{after or _NOTHING}"
    if len(whole) <= WIDTH:
        yield whole
        return
    room = WIDTH - len(indent) - 4
    old, new = shortened_pair(before or _NOTHING, after or _NOTHING, room)
    yield from words(indent, f"{path}:")
    yield f"{indent}    {old}"
    yield f"{indent}  {ARROW.strip()} {new}"


def shortened_pair(before: str, after: str, room: int) -> tuple[str, str]:
    """Shorten two texts to ``room`` columns each so that the place where they part stays."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if max(len(before), len(after)) <= room:
        return before, after
    start = max(0, shared - room // 3)
    return _window(before, start, room), _window(after, start, room)


def shortened(text: str, room: int) -> str:
    """Shorten a text in its middle."""
    room = max(room, _LEAST)
    if len(text) <= room:
        return text
    tail = (room - len(_GAP)) // 2
    return f"{text[: room - len(_GAP) - tail]}{_GAP}{text[len(text) - tail :]}"


def words(head: str, text: str, width: int = WIDTH) -> list[str]:
    """Write ``head`` and a text on as many lines as it takes; further ones are indented by four columns more."""
    indent = " " * (len(head) - len(head.lstrip()) + 4)
    return textwrap.wrap(
        printable(text), width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False
    ) or [head.rstrip()]


def _window(text: str, start: int, room: int) -> str:
    head = _GAP if start else ""
    rest = text[start:] if start else text
    return f"{head}{shortened(rest, room - len(head))}"


def _fitted(head: str, text: str) -> Iterator[str]:
    if len(head) + len(text) <= WIDTH or not text:
        yield f"{head}{text}".rstrip()
    else:
        yield f"{head}{shortened(text, WIDTH - len(head))}"
