"""How long each stack took the last time, so that whoever waits knows what to expect.

Only a help for eyes: a file that cannot be read counts as none, and what took long once decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..apply.observer import Observer
from ..files import write_atomically

_KINDS = {
    "created": "create",
    "updated": "update",
    "deleted": "delete",
}  # what a duration is that of, by how a stack ended


@dataclass
class Durations(Observer):
    """Seconds by full stack name and kind (``create``, ``update``...), kept in ``path`` as they become known."""

    path: Path | None = None
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> Durations:
        """Read what earlier runs took; ``None`` keeps nothing."""
        try:
            found = json.loads(path.read_text(encoding="utf-8")) if path else {}
        except (OSError, ValueError):
            found = {}
        return cls(path, _checked(found))

    def last(self, name: str, action: str) -> float | None:
        """Seconds that the same took the last time."""
        return self.seconds.get(name, {}).get(action)

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """Keep how long a creation, an update or a deletion took."""
        kind = _KINDS.get(done)
        if kind and self.path:
            self.seconds.setdefault(name, {})[kind] = round(seconds, 1)
            text = json.dumps(self.seconds, indent=1, sort_keys=True) + "\n"
            write_atomically(self.path, text.encode())


def _checked(found: object) -> dict[str, dict[str, float]]:
    """Leave out whatever is no number of seconds."""
    stacks = found.items() if isinstance(found, Mapping) else ()
    return {
        str(name): {str(kind): float(value) for kind, value in kinds.items() if isinstance(value, int | float)}
        for name, kinds in stacks
        if isinstance(kinds, Mapping)
    }
