"""What a deployment tells while it runs, as events with a name each: whoever shows or records it takes part here.

Stacks run side by side, so events of several of them come in turns; but ``apply_plan`` calls its observer from the
thread it was called in, one event at a time, so an observer needs no locks of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..plan.model import Plan
from .changes import Change
from .events import Event


class Observer:
    """What can happen; each observer overrides what it cares for. ``name`` is always a stack's full name.

    ``seconds`` are those since work on the stack began.
    """

    def run_started(self, plan: Plan) -> None:
        """Tell that the stacks of a plan are about to be applied; once, before all others."""

    def removal_started(self, labels: Mapping[str, str]) -> None:
        """Tell that stacks are about to be deleted, by full name with a shorter one; instead of ``run_started``."""

    def stack_waiting(self, name: str, waits_for: Sequence[str]) -> None:
        """Tell that a stack has to wait for the stacks ``waits_for`` (full names): for their outputs, or their end."""

    def stack_started(self, name: str, action: str, reason: str) -> None:
        """Tell that work on a stack begins: ``action`` says what (``create``, ``delete``...), ``reason`` why."""

    def changes_known(self, name: str, changes: Sequence[Change]) -> None:
        """Tell what is about to be executed; comes again when a stack takes a second change set."""

    def removal_known(self, name: str, count: int) -> None:
        """Tell how many resources go with a stack."""

    def resource_event(self, name: str, event: Event) -> None:
        """Pass on an event of a stack or of one of its resources, as CloudFormation told it."""

    def resource_failed(self, name: str, event: Event, place: str) -> None:
        """Tell the first failure of a stack the moment it shows; ``place`` is ``file:line`` or empty."""

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """Tell that a stack is as wanted: ``created``, ``updated``, ``protected``, ``unchanged`` or ``deleted``."""

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:
        """Tell that a stack could not be brought there and has come to rest; ``cause`` is one sentence."""

    def stack_skipped(self, name: str, because: str) -> None:
        """Tell that a stack is not begun: ``because`` says which other one failed, or that the run was stopped."""

    def run_stopped(self, lasting: Sequence[str]) -> None:
        """Tell that an interrupted run ends; CloudFormation is still at work on the stacks ``lasting``."""

    def note(self, text: str) -> None:
        """Tell anything else worth a line."""


class Silent(Observer):
    """Tells nobody."""


def stopped_text(lasting: Sequence[str]) -> str:
    """What an interrupted run says last."""
    goes_on = f"; CloudFormation goes on with {', '.join(lasting)}" if lasting else ""
    return f"stopped: nothing more is begun{goes_on}; the same command takes it up again"


@dataclass
class Lines(Observer):
    """Tells the few things that nobody wants to miss, one line each; failures ``loudly`` where both differ.

    ``aside`` takes notes where they are to be read although beginnings and ends are not: a deployment that waits for
    somebody else's has to say so.
    """

    tell: Callable[[str], None]
    loudly: Callable[[str], None] | None = None
    aside: Callable[[str], None] | None = None

    def stack_started(self, name: str, action: str, reason: str) -> None:
        """Say what begins, and why."""
        self.tell(f"{action} {name}: {reason}")

    def resource_failed(self, name: str, event: Event, place: str) -> None:
        """Say what went wrong, long before the rollback ends."""
        where = f" ({place})" if place else ""
        (self.loudly or self.tell)(f"{name}: {event.resource} failed: {event.reason}{where}")

    def stack_skipped(self, name: str, because: str) -> None:
        """Say what is left out."""
        self.tell(f"skipped {name}: {because}")

    def run_stopped(self, lasting: Sequence[str]) -> None:
        """Say what goes on without us."""
        (self.loudly or self.tell)(stopped_text(lasting))

    def note(self, text: str) -> None:
        """Say it."""
        (self.aside or self.tell)(text)
