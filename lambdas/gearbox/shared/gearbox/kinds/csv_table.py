"""Tables: the names of the columns, how many rows, what divides them, and how many rows do not fit the others."""

from __future__ import annotations

import csv
from typing import Any

from gearbox.description import FaultCode
from gearbox.kinds.lines import Letters
from gearbox.room.job import Damage, Job
from gearbox.sniff_text import delimiter_of
from gearbox.streamed import StreamedFile
from gearbox.texts import clean_text

_NAMES = 50
_LONGEST_NAME = 64
_SPELT = {"\t": "tab"}  # no control character gets into a description


def examine(file: StreamedFile, job: Job, found: dict[str, Any]) -> None:
    """Read the table once. A quoted field may hold line ends, so rows are fewer than lines."""
    letters = Letters(file)
    delimiter = delimiter_of(letters.sample, letters.complete) or _likeliest(letters.sample)
    found.update(delimiter=_SPELT.get(delimiter, delimiter), encoding=letters.encoding)
    csv.field_size_limit(job.rules.line_bytes)
    rows = csv.reader((f"{line}\n" for line in letters.lines(job.rules.line_bytes)), delimiter=delimiter)
    try:
        _count(rows, found)
    except csv.Error as error:
        raise Damage(FaultCode.DAMAGED, f"line {rows.line_num} is no part of a table: {error}") from None
    found.update(letters.facts())


def _count(rows: Any, found: dict[str, Any]) -> None:
    names: list[str] = next((row for row in rows if row), [])
    found["columns"] = [clean_text(name, _LONGEST_NAME) for name in names[:_NAMES]]
    found["column_count"] = len(names)
    width, count, ragged = len(names), 0, 0
    try:
        for row in rows:
            if row:
                count += 1
                ragged += len(row) != width
    finally:  # also of a table that is damaged further down
        found["rows"], found["ragged_rows"] = count, ragged


def _likeliest(sample: str) -> str:
    first = sample.partition("\n")[0]
    return max(",;\t|", key=first.count)
