"""What we ourselves keep across restarts of the embedded AWS, beside the state of MiniStack's services.

A repair that holds state registers here how to read and to take up again; the `persistence` repair does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """`read` gives a JSON document; `restore` takes it up again, and None to begin anew."""

    read: Callable[[], Any]
    restore: Callable[[Any], None]


PARTS: dict[str, Part] = {}


def keep(name: str, read: Callable[[], Any], restore: Callable[[Any], None]) -> None:
    """Has the state called `name` saved and restored together with that of the services."""
    if name in PARTS:
        raise ValueError(f"two parts of the saved state are called {name!r}")
    PARTS[name] = Part(read, restore)
