"""How to wait for CloudFormation: look often at first, because most of what we wait for is done at once, then less.

Whoever waits can be told to stop: every wait of a deployment shares one ``stop``, and ends at once when it is set.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Sleep = Callable[[float], object]


class Stopped(Exception):  # noqa: N818  # nothing is wrong: somebody wishes to end
    """The deployment is to end: nothing new may be begun."""


@dataclass(frozen=True)
class Pace:
    """Pauses between two looks, in seconds: ``first``, growing by ``factor`` up to ``longest``."""

    first: float = 0.04
    factor: float = 1.5
    longest: float = 3.0
    sleep: Sleep | None = None  # tests need not wait
    stop: threading.Event = field(default_factory=threading.Event, compare=False)

    @classmethod
    def usual(cls, *, embedded: bool) -> Pace:
        """Give the usual pace: AWS takes seconds for what the embedded AWS does at once, and limits requests."""
        return cls() if embedded else cls(first=1.0)

    def looks(self) -> Iterator[int]:
        """Yield forever, sleeping between the yields. Raises ``Stopped`` once that is wished."""
        pause, look = self.first, 0
        while True:
            self.go_on()
            yield look
            (self.sleep or self.stop.wait)(pause)
            pause, look = min(pause * self.factor, self.longest), look + 1

    def go_on(self) -> None:
        """Nothing, or ``Stopped``: to be called before anything new is begun."""
        if self.stop.is_set():
            raise Stopped
