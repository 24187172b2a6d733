"""Writes lists for people, on lines of 80 columns as far as single names allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .words import counted

WIDTH = 80  # columns
_INDENT = " " * 4


def functions(count: int) -> str:
    """Count functions: "1 function", "7 functions"."""
    return counted(count, "function")


def wrapped(head: str, parts: Sequence[str]) -> Iterator[str]:
    """Write ``head`` and parts with commas between them; further lines are indented by four columns more."""
    indent = _INDENT + " " * (len(head) - len(head.lstrip()))
    yield from _lines(head, [f"{part}," for part in parts[:-1]] + list(parts[-1:]), indent)


def wrapped_words(text: str) -> Iterator[str]:
    """Write a sentence; further lines are indented by four columns more."""
    head = text[: len(text) - len(text.lstrip())]
    yield from _lines(head, text.split(), head + _INDENT)


def _lines(head: str, parts: Iterable[str], indent: str) -> Iterator[str]:
    line, begun = head, False
    for part in parts:
        longer = f"{line} {part}" if begun else f"{line}{part}"
        if begun and len(longer) > WIDTH:
            yield line
            longer = f"{indent}{part}"
        line, begun = longer, True
    yield line


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Give functions ("system/function") by the shortest name that means one of them."""
    every = list(names)
    bare = [name.rpartition("/")[2] for name in every]
    return {name: short if bare.count(short) == 1 else name for name, short in zip(every, bare, strict=True)}


def first_of(lines: Sequence[str], most: int) -> list[str]:
    """Give the first ``most`` lines, and in one more line how many there are besides."""
    more = len(lines) - most
    return [*lines[:most], f"... and {more} more"] if more > 0 else list(lines)
