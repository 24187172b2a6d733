"""Who gains or loses which permission: the permissions of all stacks before and after, compared as sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ..plan.model import OutputRef
from .model import PermissionChange
from .sides import Sides
from .statements import permissions_of


def permission_changes(sides: Iterable[Sides]) -> tuple[PermissionChange, ...]:
    """Compare the permissions in the given stacks, sorted by who they concern.

    One that moves from one policy to another, even of another stack, is no change.
    """
    before: set[PermissionChange] = set()
    after: set[PermissionChange] = set()
    for side in sides:
        where = ".".join(side.planned.spec.key)
        before |= permissions_of(side.before().resources(), where)
        after |= permissions_of(side.after(partial(_known_later, side)).resources(), where)
    return tuple(sorted([*(after - before), *(replace(lost, gained=False) for lost in before - after)]))


def _known_later(side: Sides, parameter: str) -> str:
    """Name what a parameter that is not known yet will be given: ``${shop.data.QueueArn}``, else itself."""
    given = side.planned.spec.parameters.get(parameter)
    return f"${{{given if isinstance(given, OutputRef) else parameter}}}"
