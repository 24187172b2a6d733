"""What is said of the entries of an archive, whichever format it has."""

from __future__ import annotations

import re
from typing import Any

from gearbox.texts import clean_text

_NAMES = 20
_LONGEST_NAME = 128
# Names that would leave the folder into which somebody unpacks them, on one system or another.
_ESCAPES = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")


class Entries:
    """Counts entries into ``found``; names are only ever text here."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found
        found.update(entries=0, total_bytes=0, names=[])

    def add(self, name: str, size: int) -> None:
        """Count one entry."""
        self._found["entries"] += 1
        self._found["total_bytes"] += size
        if _ESCAPES.search(name):
            self._found["escaping_names"] = self._found.get("escaping_names", 0) + 1
        if len(self._found["names"]) < _NAMES:
            self._found["names"].append(clean_text(name, _LONGEST_NAME))
