"""The plan itself: pure, from wanted and existing stacks to one action each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..faults import Faults
from .check import check_stacks
from .digest import same_end, stack_digest
from .model import DIGEST_TAG, Action, Plan, PlannedStack, StackSpec, StackState
from .order import in_order
from .statuses import WAYS_OUT, WayOut
from .values import Given, Values, find_values

STARTS_OVER = frozenset(status for status, way in WAYS_OUT.items() if way is WayOut.START_OVER)
"""States of stacks that never worked and take no update: they are deleted and made anew."""


def make_plan(specs: Sequence[StackSpec], states: Mapping[str, StackState]) -> Plan:
    """Plan a deployment. ``states`` are the account's stacks by full name (see ``read_stacks``).

    Raises ``StackyardError`` for whatever is wrong with the stacks themselves (``check_stacks``), all of it at once.
    """
    faults = Faults("the stacks of this deployment")
    check_stacks(specs, faults)
    faults.raise_if_any()
    outputs: dict[tuple[str, str], Given] = {}
    planned = []
    for spec in in_order(specs):
        state = states.get(spec.name)
        step = plan_stack(spec, state, find_values(spec, outputs))
        if state and step.action in (Action.UNCHANGED, Action.UPDATE):
            outputs[spec.key] = Given(state.outputs, final=step.action is Action.UNCHANGED)
        planned.append(step)
    return Plan(tuple(planned))


def plan_stack(spec: StackSpec, state: StackState | None, values: Values) -> PlannedStack:
    """Decide on one stack."""
    action, reason = decide(spec, state, values)
    return PlannedStack(spec, state, action, reason, values.known, values.unknown)


def decide(spec: StackSpec, state: StackState | None, values: Values) -> tuple[Action, str]:
    """Action and its reason in a few words."""
    if state is None:
        return Action.CREATE, "does not exist yet"
    if trouble := half_way(state):
        return Action.RECOVER, trouble
    if difference := differs(spec, state, values):
        return Action.UPDATE, difference
    return Action.UNCHANGED, ""


def half_way(state: StackState) -> str:
    """What an earlier run left unfinished on a stack; empty when it is fit for an update."""
    if state.in_progress:
        return f"an operation is running ({state.status})"
    if state.status in STARTS_OVER:
        return f"was never finished ({state.status}): made anew"
    return "" if state.usable else f"a rollback did not end ({state.status})"


def differs(spec: StackSpec, state: StackState, values: Values) -> str:
    """How a stack differs from what is wanted; empty when it does not."""
    if values.unknown:
        return f"takes outputs known after deploy: {', '.join(sorted(values.unknown))}"
    if state.status == "UPDATE_ROLLBACK_COMPLETE":
        return "its last update was rolled back"
    if state.tags.get(DIGEST_TAG) != stack_digest(spec, values.known):
        return "template, parameters or tags differ"
    if not same_end(spec, state):
        return "the end of its life is moved"
    return "termination protection differs" if state.protected != spec.protected else ""
