"""Texts: encoding, lines, the longest of them. Markup is counted as text; its entities are nobody's to expand."""

from __future__ import annotations

from typing import Any

from gearbox.kinds.lines import Letters
from gearbox.room.job import Job
from gearbox.streamed import StreamedFile


def examine(file: StreamedFile, _job: Job, found: dict[str, Any]) -> None:
    """Count lines and letters."""
    letters = Letters(file)
    lines = characters = longest = unfinished = 0
    for piece in letters.pieces():
        characters += len(piece)
        lines += piece.count("\n")
        first, *others = piece.split("\n")
        longest = max(longest, unfinished + len(first), *(len(line) for line in others))
        unfinished = len(others[-1]) if others else unfinished + len(first)
    found.update(lines=lines + bool(unfinished), characters=characters, longest_line=longest, **letters.facts())
