"""Each start of the server writes a log of its own; the last few are kept."""

from __future__ import annotations

from pathlib import Path

KEPT = 4


def rotate(log: Path) -> None:
    """Moves `server.log` to `server.log.1`, that to `.2`, and so on, unless it is empty."""
    if not log.exists() or log.stat().st_size == 0:
        return
    for number in range(KEPT, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
