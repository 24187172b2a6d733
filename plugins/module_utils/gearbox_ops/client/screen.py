"""Where output goes: how wide it is, whether it has colours, whether it can be drawn over."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from gearbox.catalogue.record import State

_COLOURS: dict[str, str] = {
    State.READY: "32",
    State.FAILED: "31",
    State.EXTRACTING: "33",
    State.RECEIVED: "36",
    State.REMOVED: "2",
}
_USUAL_COLUMNS, _LEAST_COLUMNS = 80, 60


@dataclass(frozen=True)
class Screen:
    """``width`` in columns, 0 where nothing has to be cut; ``terminal`` is whether it can be drawn over."""

    width: int = 0
    terminal: bool = False
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str] = os.environ) -> Screen:
        """Look at a stream. Characters that it cannot show become question marks."""
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
        if not stream.isatty():
            return cls()
        try:
            width = os.get_terminal_size(stream.fileno()).columns or _USUAL_COLUMNS
        except OSError:
            width = _USUAL_COLUMNS
        movable = environment.get("TERM", "dumb") != "dumb"
        return cls(max(width, _LEAST_COLUMNS), movable, movable and not environment.get("NO_COLOR"))

    def state(self, state: str, text: str) -> str:
        """Colour a text by the state that it tells of."""
        colour = _COLOURS.get(state) if self.colour else None
        return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def standard() -> Screen:
    """Look at standard output."""
    return Screen.of(sys.stdout)
