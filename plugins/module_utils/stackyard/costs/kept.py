"""Keeps answers that cost a cent each for the day: Cost Explorer learns anew three times a day at most."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from ..files import write_atomically

_OWNER_ONLY = 0o600
_BY_NAME = "{name}-{day}.json"
_ANY_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def kept(folder: Path, name: str, day: date, ask: Callable[[], dict[str, Any]], *, fresh: bool) -> dict[str, Any]:
    """Give the answer called ``name`` of this day, from its file or else from ``ask``; ``fresh`` asks in any case.

    Answers of other days go. A folder that cannot be written to keeps nothing, which costs another cent only.
    """
    path = folder / _BY_NAME.format(name=name, day=day.isoformat())
    if not fresh:
        with suppress(OSError, ValueError):
            found = json.loads(path.read_bytes())
            if isinstance(found, dict):
                return found
    answer = ask()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(_BY_NAME.format(name=name, day=_ANY_DAY)):
            old.unlink()
        write_atomically(path, json.dumps(answer).encode(), mode=_OWNER_ONLY)
    return answer
