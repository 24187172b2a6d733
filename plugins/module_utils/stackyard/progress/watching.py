"""Chooses how a deployment is shown: drawn in place, or as lines that stay.

It is drawn where one target is deployed on a terminal. Targets that are deployed side by side would draw over each
other, and ``-v`` wants every event: both get lines, which say what target they are about where there are several.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ansible import constants
from ansible.utils.color import stringc

from ..apply.observer import Observer
from ..templates.stateful import is_stateful
from . import terminal
from .board import Board, Standing
from .durations import Durations
from .live import Live
from .plain import Plain
from .several import several

_COLOURS = {Standing.FAILED: "red", Standing.DONE: "green", Standing.WAITING: "dark gray", Standing.SKIPPED: "yellow"}


@dataclass(frozen=True)
class Audience:
    """Who looks on: Ansible's ``display``, and the target's name where several are deployed (else empty).

    ``quietly``: what only begins and ends is worth a line to nobody (the embedded AWS is done in a moment).
    """

    display: Any
    host: str = ""
    quietly: bool = False

    def lines(self) -> Plain:
        """Observer that writes lines."""
        said = self._named(self.display.display)
        detail = self._named(self.display.v)
        loudly = self._named(lambda text: self.display.display(text, color=constants.COLOR_ERROR))
        return Plain(detail if self.quietly else said, loudly=loudly, aside=said, detail=detail, stateful=is_stateful)

    def draw(self, text: str) -> None:
        """Send text to the terminal as it is, in one order with all other output, and to no log."""
        self.display.display(text, screen_only=True, newline=False)

    def _named(self, say: Callable[[str], None]) -> Callable[[str], None]:
        return (lambda text: say(f"{self.host}: {text}")) if self.host else say


@contextmanager
def watched(
    audience: Audience,
    durations: Durations,
    size: Callable[[], os.terminal_size | None] = terminal.size,
) -> Iterator[Observer]:
    """Give the observer that shows a deployment while the block runs, and keeps how long stacks take."""
    lines = audience.lines()
    if audience.host or audience.display.verbosity or size() is None:
        yield several(lines, durations)
        return
    with Live(Board(durations), audience.draw, lines, size, paint=paint) as live:
        yield several(live, durations)


def paint(text: str, kind: str) -> str:
    """Colour a row; Ansible knows whether the terminal wants any colours."""
    colour = next((colour for standing, colour in _COLOURS.items() if standing == kind), "")
    return str(stringc(text, colour)) if colour else text
