"""Stacks in a state that AWS does not let be updated, or created over, are refused.

Hooks: `services.cloudformation._ACTION_HANDLERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, given, refusal, stack_of

_NOT_UPDATABLE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"}

Action = Callable[[Any], Any]


def apply() -> None:
    """Puts the check before the operations that change a stack."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    actions["UpdateStack"] = _unless_stuck(actions["UpdateStack"])
    actions["CreateStack"] = _unless_there(actions["CreateStack"], "Stack [{name}] already exists")
    create, update = (
        _unless_there(actions["CreateChangeSet"], "Stack [{name}] already exists and cannot be created again"),
        _unless_stuck(actions["CreateChangeSet"]),
    )
    actions["CreateChangeSet"] = lambda params: (create if given(params, "ChangeSetType") == "CREATE" else update)(
        params
    )


def _unless_stuck(action: Action) -> Action:
    def checked(params: Any) -> Any:
        stack = stack_of(params)
        status = stack.get("StackStatus", "")
        if status in _NOT_UPDATABLE or (status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"):
            return refusal(f"Stack:{stack['StackId']} is in {status} state and can not be updated.")
        return action(params)

    return checked


def _unless_there(action: Action, message: str) -> Action:
    def checked(params: Any) -> Any:
        stack = stack_of(params)
        if stack.get("StackStatus") in _NOT_UPDATABLE:  # MiniStack itself refuses the other states
            return refusal(message.format(name=stack["StackName"]), "AlreadyExistsException")
        return action(params)

    return checked
