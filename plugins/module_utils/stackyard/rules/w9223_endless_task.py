"""A task that may take for ever: a call whose answer is lost holds its execution for up to a year."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document
from .rule import Found, KitRule
from .states import states

_LIMITS = ("TimeoutSeconds", "TimeoutSecondsPath")


class EndlessTask(KitRule):
    """Flags tasks of state machines without a timeout."""

    id = "W9223"
    shortdesc = "A task without a timeout waits for a lost answer as long as an execution may live, which is a year"
    remedy = "write `TimeoutSeconds`, a little above that of the function"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each task."""
        for state in states(document):
            if state.body.get("Type") == "Task" and not any(limit in state.body for limit in _LIMITS):
                yield Found(state.path, f"the task {state.name} of {state.machine.name} may wait for ever")
