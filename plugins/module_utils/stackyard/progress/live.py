"""Draws a running deployment in place, one line a stack, on the terminal that the playbook was started on.

A drawing is one text that leaves the cursor where it began, on an empty line. So whatever else is printed meanwhile
lands cleanly above the next drawing, everything of a drawing lies below the cursor however the window's size changes,
and one short sequence erases it all. A thread redraws what has changed; what looks the same is not sent again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..apply.changes import Change
from ..apply.events import Event
from ..apply.observer import Lines, Observer
from ..plan.model import Plan
from .board import Board
from .plain import risky
from .rows import Paint, lines, plain
from .terminal import ERASE

_EVERY = 0.2  # seconds between two looks at what has changed
_NEXT = "\x1b[K\n"  # clears what is left of a line that was longer before


@dataclass
class Live(Observer):
    """Shows a board while the ``with`` block runs, and erases it afterwards.

    ``draw`` takes text for the terminal as it is; ``lines`` tells what is to stay, above the board. ``size`` gives the
    terminal's at any time.
    """

    board: Board
    draw: Callable[[str], None]
    lines: Lines
    size: Callable[[], os.terminal_size | None]
    paint: Paint = plain
    _shown: str = ""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _end: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Live:
        """Begin to redraw from time to time."""
        threading.Thread(target=self._keep_drawing, name="live output", daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave a clean screen, whatever happened."""
        self._end.set()
        with self._lock:
            self._erase()

    def redraw(self) -> None:
        """Draw the board, unless it looks as before or has nothing to show."""
        with self._lock:
            size = self.size()
            if self._end.is_set() or size is None or not self.board.rows:
                return
            text = "\n".join(lines(self.board, size, self.paint))
            if text != self._shown:
                self._shown = text
                self.draw(drawing(text))

    def run_started(self, plan: Plan) -> None:
        """Make the rows."""
        with self._lock:
            self.board.run_started(plan)

    def removal_started(self, labels: Mapping[str, str]) -> None:
        """Make the rows."""
        with self._lock:
            self.board.removal_started(labels)

    def removal_known(self, name: str, count: int) -> None:
        """Show how much there is to go."""
        with self._lock:
            self.board.removal_known(name, count)

    def stack_waiting(self, name: str, waits_for: Sequence[str]) -> None:
        """Show what is waited for."""
        with self._lock:
            self.board.stack_waiting(name, waits_for)

    def stack_started(self, name: str, action: str, reason: str) -> None:
        """Show that it is a stack's turn."""
        with self._lock:
            self.board.stack_started(name, action, reason)

    def changes_known(self, name: str, changes: Sequence[Change]) -> None:
        """Show how much there is to do, and tell what nobody wants to miss of it."""
        with self._lock:
            self.board.changes_known(name, changes)
            if any(risky(change) for change in changes):
                self._tell(lambda: self.lines.changes_known(name, changes))

    def resource_event(self, name: str, event: Event) -> None:
        """Show how far it is."""
        with self._lock:
            self.board.resource_event(name, event)

    def resource_failed(self, name: str, event: Event, place: str) -> None:
        """Tell it at once, above the board."""
        with self._lock:
            self._tell(lambda: self.lines.resource_failed(name, event, place))

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """Show a stack's end."""
        with self._lock:
            self.board.stack_finished(name, done, seconds)

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:
        """Show a stack's end."""
        with self._lock:
            self.board.stack_failed(name, cause, seconds)

    def stack_skipped(self, name: str, because: str) -> None:
        """Show that a stack is left out."""
        with self._lock:
            self.board.stack_skipped(name, because)

    def run_stopped(self, lasting: Sequence[str]) -> None:
        """Tell what goes on without us; what is drawn would not be true any more."""
        with self._lock:
            self._tell(lambda: self.lines.run_stopped(lasting))
            self._end.set()

    def note(self, text: str) -> None:
        """Tell it above the board."""
        with self._lock:
            self._tell(lambda: self.lines.note(text))

    def _tell(self, say: Callable[[], None]) -> None:
        """Let something be printed that stays, and draw the board again below it."""
        self._erase()
        say()
        self.redraw()

    def _erase(self) -> None:
        if self._shown:
            self._shown = ""
            self.draw(ERASE)

    def _keep_drawing(self) -> None:
        while not self._end.wait(_EVERY):
            self.redraw()


def drawing(text: str) -> str:
    """The text below the cursor's line, which is emptied; the cursor ends where it began."""
    height = text.count("\n") + 1
    return "\r" + _NEXT + text.replace("\n", _NEXT) + "\x1b[K\x1b[J" + f"\x1b[{height}A\r"
