"""Gives stacks their policy where the environment wants that, and lifts it for what a deployment is allowed to lose."""

from __future__ import annotations

from contextlib import suppress

from ..templates.stateful import is_stateful
from .asking import AwsError, ask
from .changes import Change
from .stack_policy import is_policy, policy_text
from .watch import describe
from .workshop import Workshop


def keep_policy(workshop: Workshop, name: str) -> bool:
    """Give a stack the policy if it has another one or none; whether that was needed.

    It is looked at whenever a stack is deployed, also one that is unchanged: a run that was killed may have left it
    lifted.
    """
    if not workshop.modes.stack_policies:
        return False
    cloudformation = workshop.cloudformation
    if is_policy(ask(workshop, lambda: cloudformation.get_stack_policy(StackName=name)).get("StackPolicyBody") or ""):
        return False
    ask(workshop, lambda: cloudformation.set_stack_policy(StackName=name, StackPolicyBody=policy_text()))
    return True


def lift_policy(workshop: Workshop, name: str, changes: tuple[Change, ...]) -> None:
    """Let an update replace and remove what its change set says, once the gate has let that pass."""
    lost = [change.resource for change in changes if _is_lost(change)]
    if workshop.modes.stack_policies and lost:
        body = policy_text(lost)
        ask(workshop, lambda: workshop.cloudformation.set_stack_policy(StackName=name, StackPolicyBody=body))


def restore_policy(workshop: Workshop, name: str) -> None:
    """Give a stack its policy after a failed update as far as that is possible now; else the next run does.

    An update that goes on out of sight still needs what was lifted for it.
    """
    if workshop.modes.stack_policies:
        with suppress(*AwsError):
            state = describe(workshop.cloudformation, name)
            if state and not state.in_progress:
                keep_policy(workshop, name)


def _is_lost(change: Change) -> bool:
    replaced = change.told.get("Replacement") in ("True", "Conditional")
    return is_stateful(change.resource_type) and (change.action == "Remove" or replaced)
