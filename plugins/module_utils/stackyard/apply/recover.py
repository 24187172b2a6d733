"""Brings a stack that an earlier run left half-way to a state from which it can be deployed.

This is what makes "the same command again" the answer to Ctrl-C, to a lost network and to a failed deployment.
"""

from __future__ import annotations

from ..errors import StackyardError
from ..plan.decide import STARTS_OVER
from ..plan.model import StackState
from .watch import Watch, describe, newest_event
from .workshop import Workshop


def settle(workshop: Workshop, name: str) -> StackState | None:
    """Wait, roll back or delete until the stack is usable; its state then, ``None`` when it does not exist (any more).

    Raises ``StackyardError`` when it cannot be brought there.
    """
    state = describe(workshop.cloudformation, name)
    if state and state.in_progress:
        workshop.observer.note(f"waiting for {name} ({state.status})")
        state = Watch(workshop, state.stack_id).until_settled()
    if state and state.status in STARTS_OVER:
        start_over(workshop, state)
        return None
    if state and not state.usable:
        state = finish_rollback(workshop, state)
    return state


def start_over(workshop: Workshop, state: StackState) -> None:
    """Delete a stack that was never finished."""
    workshop.observer.note(f"removing {state.name} ({state.status})")
    if state.protected:
        workshop.cloudformation.update_termination_protection(StackName=state.name, EnableTerminationProtection=False)
    delete_stack(workshop, state)


def delete_stack(workshop: Workshop, state: StackState) -> None:
    """Delete a stack and wait until it is gone. Raises ``StackyardError`` with the first resource that stays."""
    cloudformation = workshop.cloudformation
    watch = Watch(workshop, state.stack_id, after=newest_event(cloudformation, state.stack_id), started=False)
    cloudformation.delete_stack(StackName=state.stack_id)
    left = watch.until_settled()
    if left is None:
        return
    cause = f"{watch.failure.resource}: {watch.failure.reason}" if watch.failure else left.reason
    raise StackyardError(
        f"stack {state.name} cannot be deleted",
        given=f"{cause} ({left.status})",
        remedy="remove what the reason names, then run the same command again",
    )


def finish_rollback(workshop: Workshop, state: StackState) -> StackState:
    """Take up a rollback that stopped half-way."""
    workshop.observer.note(f"finishing the rollback of {state.name} ({state.status})")
    watch = Watch(workshop, state.stack_id, after=newest_event(workshop.cloudformation, state.stack_id), started=False)
    if state.status == "UPDATE_ROLLBACK_FAILED":
        workshop.cloudformation.continue_update_rollback(StackName=state.name)
    else:
        workshop.cloudformation.rollback_stack(StackName=state.name)
    settled = watch.until_settled()
    if settled and settled.usable:
        return settled
    cause = f"{watch.failure.resource}: {watch.failure.reason}" if watch.failure else "no reason given"
    raise StackyardError(
        f"the rollback of {state.name} does not end",
        given=f"{cause} ({settled.status if settled else 'deleted meanwhile'})",
        remedy="look at its events; skip the resource with `aws cloudformation continue-update-rollback`",
    )
