"""Stacks in a state that AWS does not let be updated, or created over, are refused.

Hooks: `services.cloudformation._ACTION_HANDLERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks

CLOUDFORMATION = "ministack.services.cloudformation"
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
    actions["CreateChangeSet"] = lambda params: (create if _given(params, "ChangeSetType") == "CREATE" else update)(
        params
    )


def _given(params: Any, name: str) -> str:
    return str(hooks.attribute(f"{CLOUDFORMATION}.helpers", "_p")(params, name))


def _stack(params: Any) -> dict[str, Any]:
    found = hooks.attribute(f"{CLOUDFORMATION}.handlers", "_resolve_stack")(_given(params, "StackName"))
    return found or {}


def _refuse(code: str, message: str) -> Any:
    return hooks.attribute(f"{CLOUDFORMATION}.helpers", "_error")(code, message)


def _unless_stuck(action: Action) -> Action:
    def checked(params: Any) -> Any:
        stack = _stack(params)
        status = stack.get("StackStatus", "")
        if status in _NOT_UPDATABLE or (status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"):
            message = f"Stack:{stack['StackId']} is in {status} state and can not be updated."
            return _refuse("ValidationError", message)
        return action(params)

    return checked


def _unless_there(action: Action, message: str) -> Action:
    def checked(params: Any) -> Any:
        stack = _stack(params)
        if stack.get("StackStatus") in _NOT_UPDATABLE:  # MiniStack itself refuses the other states
            return _refuse("AlreadyExistsException", message.format(name=stack["StackName"]))
        return action(params)

    return checked
