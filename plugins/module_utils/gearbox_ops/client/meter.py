"""How far a large file has got: curl's own figures, on one line that is drawn again and again.

curl writes a row of twelve columns every second, each over the one before. Rows of another form are left out: a line
that stands still is better than one that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stackyard.text.units import readable

from .texts import filled

ERASE = "\r\x1b[K"
_COLUMNS = 12  # of curl's row
_PERCENT, _SPEED, _LEFT = 4, 7, 10
_LEAST_NAME, _MOST_NAME = 12, 32
_UNKNOWN = "--:--:--"
_FULL = 100


@dataclass(frozen=True)
class Progress:
    """Where an upload stands: per cent of it, bytes a second as curl writes them, and the time left."""

    percent: int
    speed: str
    left: str


def rows(chunks: Iterable[str]) -> Iterator[str]:
    """Take curl's output apart into rows, whatever ends each of them; what comes after the last end is no row yet."""
    rest = ""
    for chunk in chunks:
        *whole, rest = re.split(r"[\r\n]", rest + chunk)
        yield from whole


def progress(row: str) -> Progress | None:
    """Read a row; ``None`` for headings and anything else."""
    parts = row.split()
    if len(parts) != _COLUMNS or not parts[_PERCENT].isdigit() or int(parts[_PERCENT]) > _FULL:
        return None
    return Progress(int(parts[_PERCENT]), parts[_SPEED], parts[_LEFT])


def line(name: str, size: int, at: Progress, width: int) -> str:
    """Draw where a file stands on one line that leaves the last column free, which makes some terminals scroll."""
    left = "" if at.left == _UNKNOWN else f"  {at.left} left"
    figures = f" {at.percent:3d} % of {readable(size)}{left}"
    room = width - 1 - len(figures)
    if room < _LEAST_NAME:
        return figures.strip()[: width - 1]
    name_width = min(_MOST_NAME, room) if room < _MOST_NAME + _LEAST_NAME else _MOST_NAME
    bar = _bar(at.percent, room - name_width - 3) if room - name_width >= _LEAST_NAME else ""
    return f"{filled(name, name_width)}{bar}{figures}"


def _bar(percent: int, width: int) -> str:
    done = width * percent // _FULL
    return f" [{'#' * done}{'.' * (width - done)}]"
