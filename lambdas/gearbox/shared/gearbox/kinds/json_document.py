"""JSON documents: read as a stream of tokens, so that neither size nor depth of a document matters to the memory."""

from __future__ import annotations

import io
from typing import Any

from ijson.backends.python import basic_parse
from ijson.common import IncompleteJSONError, JSONError

from gearbox.description import FaultCode
from gearbox.kinds.lines import Letters
from gearbox.room.job import Damage, Job
from gearbox.streamed import StreamedFile
from gearbox.texts import clean_text

_NAMES = 50
_LONGEST_NAME = 64
_DEEPEST = 1000
_OPENED = {"start_map": "object", "start_array": "array"}
_CLOSED = frozenset({"end_map", "end_array"})


def examine(file: StreamedFile, job: Job, found: dict[str, Any]) -> None:
    """Count what is in the document. One larger than ``json_bytes`` is only counted as far as its encoding."""
    letters = Letters(file)
    found["encoding"] = letters.encoding
    if job.size > job.rules.json_bytes:
        found["examined"] = False
        return
    try:
        _count(basic_parse(_Utf8(letters)), found)
    except IncompleteJSONError as error:
        raise Damage(FaultCode.TRUNCATED, f"it is no complete JSON: {error}") from None
    except (JSONError, ValueError, ArithmeticError) as error:
        raise Damage(FaultCode.DAMAGED, f"it is no JSON: {error}") from None
    found.update(letters.facts())


def _count(events: Any, found: dict[str, Any]) -> None:
    depth = values = repeated = 0
    names: dict[str, None] = {}
    found.update(top="", depth=0, values=0)
    for event, value in events:
        if event == "map_key":
            if depth == 1:
                name = clean_text(value, _LONGEST_NAME)
                repeated += name in names
                if len(names) < _NAMES:
                    names[name] = None
            continue
        if event in _CLOSED:
            depth -= 1
            continue
        found["top"] = found["top"] or _OPENED.get(event, event)
        values += 1
        depth += event in _OPENED
        found.update(depth=max(depth, found["depth"]), values=values)
        if depth > _DEEPEST:
            raise Damage(FaultCode.TOO_DEEP, f"it is nested deeper than {_DEEPEST} levels")
    if names:
        found["columns"] = list(names)
    if repeated:
        found["repeated_names"] = repeated


class _Utf8(io.RawIOBase):
    """The text again as the UTF-8 that JSON is."""

    def __init__(self, letters: Letters) -> None:
        super().__init__()
        self._pieces = letters.pieces()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece.encode("utf-8", "replace")
        found, self._rest = self._rest[:size], self._rest[size:]
        return found
