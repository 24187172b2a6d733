"""How long tests wait for what has to come: long enough for the busiest machine, as it is no claim about speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 300.0
_LOOKS_SECONDS = 0.05  # between two
T = TypeVar("T")


def eventually(found: Callable[[], T], what: str = "what a test waits for") -> T:
    """Ask until the answer is something, and give it; AssertionError with ``what`` where that takes too long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (answer := found()):
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(_LOOKS_SECONDS)
    return answer
