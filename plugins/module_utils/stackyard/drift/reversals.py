"""Takes back the drift of an environment: first everything is proposed and judged, then it is executed."""

from __future__ import annotations

from collections.abc import Sequence

from ..apply.recovery import allows
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..guard.rails import permission
from ..plan.model import StackState
from ..preview.model import TargetPreview
from .model import StackDrift
from .revert import Reversal, execute, give_up, propose

_NESTED = "AWS::CloudFormation::Stack"


def propose_all(
    workshop: Workshop, states: Sequence[StackState], drifts: Sequence[StackDrift], allowed: Sequence[str] = ()
) -> list[Reversal]:
    """Propose to take back the drift of each stack that has any; nested stacks are taken back with their roots.

    ``allowed``: patterns of resources (``<system>-<stack>.<LogicalId>``) that may be replaced or removed by it.
    Raises ``StackyardError`` when CloudFormation refuses, or a resource would be lost; then no proposal is left.
    """
    proposed: list[Reversal] = []
    parents = _parents(drifts)
    roots = {_root(stack.name, parents) for stack in drifts if stack.drifted}
    try:
        for state in (one for one in states if one.name in roots):
            found = propose(workshop, state, nested=state.name in parents.values())
            proposed += [found] if found else []
        _refuse_losses(proposed, allowed)
    except BaseException:
        give_up(workshop, proposed)
        raise
    return proposed


def preview_of_all(proposed: Sequence[Reversal]) -> TargetPreview:
    """Give what the proposals would change."""
    return TargetPreview(tuple(preview for one in proposed for preview in one.previews))


def execute_all(workshop: Workshop, proposed: Sequence[Reversal]) -> None:
    """Execute one proposal after the other. Raises ``StackyardError`` for the first that fails, and leaves the rest."""
    waiting = list(proposed)
    try:
        while waiting:
            execute(workshop, waiting.pop(0))
    except BaseException:
        give_up(workshop, waiting)
        raise


def left_drifted(drifts: Sequence[StackDrift], proposed: Sequence[Reversal]) -> list[str]:
    """Tell of drift that no proposal takes back: CloudFormation saw nothing to do there."""
    parents, taken = _parents(drifts), {preview.name for one in proposed for preview in one.previews}
    left = [_called(stack.name, parents) for stack in drifts if stack.drifted and stack.name not in taken]
    by_hand = "undo by hand what bin/drift shows of it, or bring it into the template, and deploy"
    return [f"CloudFormation does not take back the drift of {stack}: {by_hand}" for stack in left]


def _called(name: str, parents: dict[str, str]) -> str:
    return f"{name}, nested in {parents[name]}" if name in parents else name


def _refuse_losses(proposed: Sequence[Reversal], allowed: Sequence[str]) -> None:
    """Refuse more than a deployment would: also what holds no data is not expected to go by undoing a change."""
    lost = [name for one in proposed for name in one.losses if not allows(tuple(allowed), name)]
    if lost:
        raise StackyardError(
            "taking the drift back would replace or remove resources",
            given=", ".join(lost),
            remedy=f"undo these by hand; or, if nothing in them is needed: {permission(lost)}",
        )


def _parents(drifts: Sequence[StackDrift]) -> dict[str, str]:
    """Names of nested stacks to the names of those that they are part of."""
    return {
        resource.physical_id.rpartition(":stack/")[2].partition("/")[0]: stack.name
        for stack in drifts
        for resource in stack.resources
        if resource.type == _NESTED
    }


def _root(name: str, parents: dict[str, str]) -> str:
    while name in parents:
        name = parents[name]
    return name
