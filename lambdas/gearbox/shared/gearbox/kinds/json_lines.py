"""JSON lines: one value a line; how many, and which names the objects have."""

from __future__ import annotations

import json
from typing import Any

from gearbox.description import FaultCode
from gearbox.kinds.lines import Letters
from gearbox.room.job import Damage, Job
from gearbox.streamed import StreamedFile
from gearbox.texts import clean_text

_NAMES = 50
_LONGEST_NAME = 64
# Numbers are not looked at, and need not become any: 1e999 is none, and long ones take long.
_DECODER = json.JSONDecoder(parse_int=len, parse_float=len)


def examine(file: StreamedFile, job: Job, found: dict[str, Any]) -> None:
    """Read every line."""
    letters = Letters(file)
    names: dict[str, None] = {}
    found.update(encoding=letters.encoding, rows=0)
    fault = None
    for number, line in enumerate(letters.lines(job.rules.line_bytes), start=1):
        if fault is not None:
            raise Damage(FaultCode.DAMAGED, fault)
        if not line.strip():
            continue
        try:
            value = _value(line, number)
        except ValueError as error:
            fault = f"line {number} is no JSON: {error}"
            continue
        found["rows"] += 1
        if isinstance(value, dict) and len(names) < _NAMES and not names.keys() >= value.keys():
            names.update(dict.fromkeys(list(value)[:_NAMES]))
    found.update(columns=[clean_text(name, _LONGEST_NAME) for name in list(names)[:_NAMES]], **letters.facts())
    if fault is not None:  # the last line only: whoever wrote it was interrupted
        raise Damage(FaultCode.TRUNCATED, fault)


def _value(line: str, number: int) -> Any:
    try:
        return _DECODER.decode(line)
    except RecursionError:
        raise Damage(FaultCode.TOO_DEEP, f"line {number} is nested too deep") from None
