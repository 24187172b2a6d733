"""Words of strangers on a terminal: what of them is shown, and how many columns that takes.

Names and metadata of files are chosen by whoever put the files there. Nothing of them may move the cursor, change
colours or turn the direction of writing.
"""

from __future__ import annotations

import unicodedata

from stackyard.logs.plain_text import made_harmless

_CUT = "…"
_NO_WIDTH = frozenset({"Mn", "Me"})  # accents and the like: they sit on the letter before them


def one_line(text: object) -> str:
    """Give a text on one line, with everything spelled out that a terminal would act upon."""
    return made_harmless(str(text)).replace("\n", "\\n")


def columns(text: str) -> int:
    """Count the columns that a harmless text takes."""
    return sum(map(_width, text))


def cut(text: str, width: int) -> str:
    """Shorten a text to at most ``width`` columns; an ellipsis stands for what is missing."""
    if columns(text) <= width:
        return text
    room, kept = width - 1, ""
    for letter in text:
        room -= _width(letter)
        if room < 0:
            break
        kept += letter
    return kept + _CUT


def filled(text: str, width: int) -> str:
    """Shorten or lengthen a text to exactly ``width`` columns."""
    short = cut(text, width)
    return short + " " * (width - columns(short))


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
