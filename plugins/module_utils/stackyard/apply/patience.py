"""Waiting for what somebody else began, which may never end: with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .polling import Pace


class OutOfPatience(Exception):  # noqa: N818  # whoever waits says what for
    """The limit is reached, and what was waited for has not ended."""


@dataclass(frozen=True)
class Patience(Pace):
    """A pace that raises ``OutOfPatience`` after ``limit`` seconds by ``clock``."""

    limit: float = 3600.0
    clock: Callable[[], float] = time.monotonic

    def looks(self) -> Iterator[int]:
        """Yield as any pace does, until the limit."""
        began = self.clock()
        for look in super().looks():
            if self.clock() - began > self.limit:
                raise OutOfPatience
            yield look

    @classmethod
    def of(cls, pace: Pace, limit: float) -> Patience:
        """The same pace with a limit."""
        return cls(pace.first, pace.factor, pace.longest, pace.sleep, pace.stop, limit)
