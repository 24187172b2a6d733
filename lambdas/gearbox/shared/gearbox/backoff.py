"""How long to wait before something is tried again: longer each time, and at random, so that a crowd disperses.

Full jitter: anything from nothing to twice the last bound. What failed together does not come back together.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

_MOST_DOUBLINGS = 30  # far beyond any bound in use; keeps the power a small number


@dataclass(frozen=True)
class Backoff:
    """Waits of ``first`` seconds at most, doubled by each attempt up to ``most``. ``draw`` gives 0 up to below 1."""

    first: float
    most: float
    draw: Callable[[], float] = random.random

    def seconds(self, attempt: int) -> int:
        """Whole seconds to wait after the attempt of that number, the first one being 0."""
        bound = min(self.most, self.first * 2 ** min(attempt, _MOST_DOUBLINGS))
        return int(self.draw() * (int(bound) + 1))
