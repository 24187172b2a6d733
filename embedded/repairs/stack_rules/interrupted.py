"""Stacks whose operation was cut off by the end of the server can be dealt with after its start.

The task that worked on them is gone, so they would stay in progress for ever. They come up in the state from which
CloudFormation's own ways lead out: a creation or its rollback as ROLLBACK_FAILED and a deletion as DELETE_FAILED, which
can be deleted, an update as UPDATE_ROLLBACK_FAILED, whose rollback can be continued. Which resources such an update had
reached is not known, so the next one is made to look at all of them.

Hook: `services.cloudformation._restore_state`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks

CLOUDFORMATION = "ministack.services.cloudformation"
_REASON = "The embedded AWS ended in the middle of this operation"


def apply() -> None:
    """Settles what was in progress whenever saved state is taken up."""
    hooks.wrap(CLOUDFORMATION, "_restore_state", _settling)


def _settling(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def restore(data: Any) -> Any:
        result = original(data)
        for _scope, stack in hooks.attribute(CLOUDFORMATION, "_stacks").all_items():
            _settle(stack)
        return result

    return restore


def _settle(stack: dict[str, Any]) -> None:
    status = stack.get("StackStatus", "")
    if not status.endswith("_IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
        return
    if status.startswith("DELETE"):
        stack["StackStatus"] = "DELETE_FAILED"
    elif status.startswith("UPDATE"):
        stack["StackStatus"] = "UPDATE_ROLLBACK_FAILED"
        stack["_template"] = {**(stack.get("_template") or {}), "Resources": {}}
    else:
        stack["StackStatus"] = "ROLLBACK_FAILED"
    stack["StackStatusReason"] = _REASON
