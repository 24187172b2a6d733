"""Keeps to the number of mails a second that the mail service allows."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Lets one caller through every ``interval`` seconds; the first one at once."""

    def __init__(
        self,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._pause = pause
        self._next = clock()

    def __call__(self) -> None:
        """Wait for the next moment at which a mail may leave."""
        wait = self._next - self._clock()
        if wait > 0:
            self._pause(wait)
        self._next = max(self._next, self._clock()) + self._interval
