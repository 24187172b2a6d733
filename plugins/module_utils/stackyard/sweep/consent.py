"""Looks once more, right before anything of an environment goes: a deployment may be at work to keep it.

Every deployment extends the foundation first, and every removal takes it last. So the foundation's end counts beside a
stack's own: nothing that carries an old end goes any more once the foundation carries a new one. The same holds for
claims: whoever makes an environment of the same name anew begins with the foundation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from ..apply.asking import ask
from ..apply.watch import describe
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.claim import check_claim
from ..plan.model import EXPIRES_TAG, StackState
from .expiry import is_past
from .survey import shell_tags

FOUNDATION = ("foundation", "base")
"""System and name of the stack that all others of an environment stand on: it comes first, and goes with the last."""

Now = Callable[[], datetime]


class OwnClaim:
    """Asks an account whether an environment is still the target's own, and not one that another machine made."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def __call__(self, state: StackState | None) -> None:
        """Raise ``ClaimedError`` where a stack, or the foundation of what no stack holds, is somebody else's."""
        for fresh in _fresh(self._workshop, state):
            tags = fresh.tags or shell_tags(self._workshop, fresh)
            check_claim(fresh.name, self._workshop.target.tags, tags)


class Consent:
    """Asks an account whether an environment is still to go; ``workshop`` is the environment's own."""

    def __init__(self, workshop: Workshop, now: Now) -> None:
        self._workshop, self._now = workshop, now

    def __call__(self, state: StackState | None) -> None:
        """Raise ``StackyardError`` where a stack is to stay, or (``None``) what no stack holds."""
        for fresh in _fresh(self._workshop, state):
            if why := self._why(fresh):
                raise StackyardError(
                    f"{state.name if state else 'the rest'} stays: {fresh.name} {why}",
                    remedy="nothing more of it is removed; a deployment of the environment makes the rest anew",
                )

    def _why(self, fresh: StackState) -> str:
        """Why a stack is to stay; "" where it is not."""
        if fresh.protected:
            return "has termination protection"
        if fresh.in_progress and not fresh.status.startswith("DELETE"):
            return f"is being changed ({fresh.status})"
        tags = fresh.tags or shell_tags(self._workshop, fresh)
        end = tags.get(EXPIRES_TAG)
        if not tags or (end and is_past(end, self._now())):  # without tags: a shell that nobody is going to fill
            return ""
        return f"lives until {end}" if end else "has no end any more"


def _fresh(workshop: Workshop, state: StackState | None) -> Iterator[StackState]:
    """Read a stack and the foundation, which goes by its name: it may have been made anew."""
    asked = (state.stack_id,) if state else ()
    for one in (*asked, workshop.target.stack_name(*FOUNDATION)):
        if fresh := ask(workshop, partial(describe, workshop.cloudformation, one)):
            yield fresh
