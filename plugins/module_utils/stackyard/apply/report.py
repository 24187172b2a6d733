"""What people read of an application and an account: short lines, no JSON. Previews are told by ``preview.table``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..plan.model import StackState
from ..text.words import counted
from .deploy import Applied


def applied_lines(applied: Iterable[Applied]) -> list[str]:
    """One line per stack that changed, with the number of resources that really did."""
    return [
        f"{done.done} {done.spec.name} ({resources(done)}, {done.seconds:.1f} s)"
        for done in applied
        if done.done != "unchanged"
    ]


def resources(done: Applied) -> str:
    """How many resources a deployment touched."""
    return counted(sum(1 for change in done.changes if change.worth_telling), "resource")


def status_lines(states: Sequence[StackState]) -> list[str]:
    """One line per stack: name, status, when it changed last."""
    width = max((len(state.name) for state in states), default=0)
    return [f"{state.name:<{width}}  {state.status}{_moment(state)}" for state in states]


def _moment(state: StackState) -> str:
    return f"  {state.changed_at:%Y-%m-%d %H:%M} UTC" if state.changed_at else ""
