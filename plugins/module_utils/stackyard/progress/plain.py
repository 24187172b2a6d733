"""A running deployment as lines that stay: for logs of continuous integration, files and whoever wants all of it.

By default only what is interesting: what begins and ends, what fails, what is replaced or removed, anything that holds
data, and whatever took longer than ten seconds. The rest goes to ``detail``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..apply.changes import Change
from ..apply.events import STACK, Event
from ..apply.observer import Lines
from ..text.words import counted
from .rows import seconds_text

_LONG = 10.0  # seconds


def nothing(kind: str) -> bool:
    """Hold no type for stateful."""
    del kind
    return False


def unheard(text: str) -> None:
    """Say nothing."""
    del text


def risky(change: Change) -> bool:
    """Whether something that exists goes, which nobody wants to miss."""
    return change.replacement or change.action == "Remove"


@dataclass
class Plain(Lines):
    """Tells interesting events as they come. ``stateful`` says of a resource's type whether it holds data."""

    detail: Callable[[str], None] = unheard
    stateful: Callable[[str], bool] = nothing
    clock: Callable[[], float] = time.monotonic
    _began: dict[tuple[str, str], float] = field(default_factory=dict)
    _telling: set[tuple[str, str]] = field(default_factory=set)

    def stack_waiting(self, name: str, waits_for: Sequence[str]) -> None:
        """Worth a line only to whoever wants all."""
        self.detail(f"{name}: waits for {', '.join(waits_for)}")

    def changes_known(self, name: str, changes: Sequence[Change]) -> None:
        """Name what is replaced or removed before it happens; count the rest."""
        worth = [change for change in changes if change.worth_telling]
        self.detail(f"{name}: {counted(len(worth), 'resource')} to do")
        for change in worth:
            (self.tell if risky(change) else self.detail)(f"{name}: {change}")
            if risky(change) or self.stateful(change.resource_type):
                self._telling.add((name, change.resource))

    def resource_event(self, name: str, event: Event) -> None:
        """Tell the end of what is interesting, and everything else to whoever wants all."""
        key, what = (name, event.resource), f"{event.resource} " if event.resource != name else ""
        if event.status.endswith("_IN_PROGRESS"):
            self._began.setdefault(key, self.clock())
            self.detail(f"{name}: {what}{event.status}")
            return
        began = self._began.pop(key, None)
        seconds = self.clock() - began if began is not None else 0.0
        long = seconds > _LONG
        interesting = event.resource_type != STACK and (long or key in self._telling)
        took = f" ({seconds_text(seconds)})" if long else ""
        (self.tell if interesting else self.detail)(f"{name}: {what}{event.status}{took}")

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """Say that a stack is there."""
        (self.detail if done == "unchanged" else self.tell)(f"{name}: {done} in {seconds_text(seconds)}")

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:
        """Say that a stack has come to rest; why was told when it happened, and is told again at the end."""
        (self.loudly or self.tell)(f"{name}: FAILED after {seconds_text(seconds)}: {cause}")
