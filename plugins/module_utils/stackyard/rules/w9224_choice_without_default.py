"""A choice that some input fits none of: the execution fails there, and nothing can catch that."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document
from .rule import Found, KitRule
from .states import states


class ChoiceWithoutDefault(KitRule):
    """Flags choices of state machines without a default."""

    id = "W9224"
    shortdesc = "An input that fits no choice fails the execution by States.NoChoiceMatched, which no Catch takes"
    remedy = "write `Default`, be it to a Fail that says what is wrong"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each choice."""
        for state in states(document):
            if state.body.get("Type") == "Choice" and "Default" not in state.body:
                yield Found(state.path, f"the choice {state.name} of {state.machine.name} has no default")
