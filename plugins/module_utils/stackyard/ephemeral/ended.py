"""How a run ended, in the words of its last line: what its command said stands far above the removal's table."""

from __future__ import annotations

import signal
from dataclasses import dataclass

BY_SIGNAL = 128  # what shells add to the number of the signal that ended a program


@dataclass
class Ended:
    """Exit codes of a run's steps, as shells tell them; ``heard`` is that of the first signal, 0 for none.

    ``worked`` is ``None`` where the work was not begun.
    """

    brought_up: int = 1
    worked: int | None = None
    removed: int = 1
    heard: int = 0

    @property
    def code(self) -> int:
        """The exit code that tells the signal, or else the first step that failed."""
        return self.heard or self.brought_up or (1 if self.worked is None else self.worked) or self.removed

    def told(self, work: str) -> str:
        """How it ended, in words; ``work`` names what was run."""
        if self.heard:
            return f"interrupted by {signal.Signals(self.heard - BY_SIGNAL).name}"
        if self.brought_up:
            return f"could not be brought up (exit code {self.brought_up})"
        if self.worked is None:
            return f"{work} could not be run"
        return f"{work} failed with exit code {self.worked}" if self.worked else f"{work} succeeded"
