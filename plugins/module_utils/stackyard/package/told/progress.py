"""Says what takes longer than a moment, so that nobody wonders whether anything happens at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Protocol

_PATIENCE = 2.0  # seconds


class Clock(Protocol):
    """What calls something later, unless it is cancelled before; a ``threading.Timer`` does."""

    daemon: bool

    def start(self) -> None:
        """Begin to wait."""

    def cancel(self) -> None:
        """Do not call it any more."""


class Progress:
    """Gives a line to ``say`` for each piece of work that lasts for over two seconds.

    ``timer`` makes a clock from seconds and what is to be called then.
    """

    def __init__(
        self, say: Callable[[str], object], timer: Callable[[float, Callable[[], object]], Clock] = Timer
    ) -> None:
        self.say = say
        self.timer = timer

    @contextmanager
    def during(self, work: str) -> Iterator[None]:
        """Tell ``work`` ("installing numpy") when the block takes long; it may raise whatever it likes."""
        clock = self.timer(_PATIENCE, lambda: self.say(f"{work} ..."))
        clock.daemon = True  # Ctrl-C ends the program at once
        clock.start()
        try:
            yield
        finally:
            clock.cancel()


QUIET = Progress(lambda _: None)
