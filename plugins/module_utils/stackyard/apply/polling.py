"""How to wait for CloudFormation: look often at first, because most of what we wait for is done at once, then less."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Pace:
    """Pauses between two looks, in seconds: ``first``, growing by ``factor`` up to ``longest``."""

    first: float = 0.04
    factor: float = 1.5
    longest: float = 3.0
    sleep: Sleep = time.sleep

    def looks(self) -> Iterator[int]:
        """Yield forever, sleeping between the yields."""
        pause, look = self.first, 0
        while True:
            yield look
            self.sleep(pause)
            pause, look = min(pause * self.factor, self.longest), look + 1
