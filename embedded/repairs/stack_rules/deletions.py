"""A deletion that meets another operation on its stack is refused, waits for it, or is that operation, as on AWS.

Stock MiniStack begins it beside the other one: a stack that is deleted while it is being updated, or made, is gone, and
comes back with half of its resources when the other operation ends. On AWS an update has to end first, a creation is
broken off, and a deletion under way goes on. Here a creation ends before it is taken back.

Hooks: `services.cloudformation._ACTION_HANDLERS["DeleteStack"]`, and `_deploy_stack_async` in `.handlers` and
`.changesets`. Used: `.changesets._drop_other_change_sets`, `.stacks._delete_stack_async`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, Document, refusal, stack_of

_DELETING = "DELETE_IN_PROGRESS"
_OK = 200

Action = Callable[[Any], Any]
Deploy = Callable[..., Awaitable[None]]


def apply() -> None:
    """Puts the hooks named above in place."""
    deletions = Deletions()
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    actions["DeleteStack"] = deletions.meeting_others(actions["DeleteStack"])
    for module in ("handlers", "changesets"):
        hooks.wrap(f"{CLOUDFORMATION}.{module}", "_deploy_stack_async", deletions.at_the_end)


class Deletions:
    """Which stacks are being made, and which of these are to go as soon as they are; by their ids."""

    def __init__(self) -> None:
        self._made: set[str] = set()
        self._doomed: set[str] = set()

    def meeting_others(self, action: Action) -> Action:
        """Wraps DeleteStack."""

        def delete(params: Any) -> Any:
            stack = stack_of(params)
            status = stack.get("StackStatus", "")
            if status == _DELETING:
                return _accepted()
            if status.endswith("_IN_PROGRESS") and status.startswith(("UPDATE", "IMPORT")):
                return refusal(f"Stack [{stack['StackId']}] cannot be deleted while in status {status}")
            if stack.get("StackId") in self._made and not stack.get("EnableTerminationProtection"):
                self._doomed.add(stack["StackId"])
                return _begun(stack)
            answer = action(params)
            if answer[0] == _OK and status not in ("", "DELETE_COMPLETE"):
                stack["StackStatus"] = _DELETING  # MiniStack says so a little later, to whoever came in between
            return answer

        return delete

    def at_the_end(self, original: Deploy) -> Deploy:
        """Wraps the making of a stack: one that is to go by then goes before anybody sees it."""

        def begin(name: str, stack_id: str, *arguments: Any, **options: Any) -> Awaitable[None]:
            self._made.add(stack_id)
            return end(original(name, stack_id, *arguments, **options), name, stack_id)

        async def end(deployment: Awaitable[None], name: str, stack_id: str) -> None:
            try:
                await deployment
            finally:
                self._made.discard(stack_id)
            if stack_id in self._doomed:
                self._doomed.discard(stack_id)
                hooks.attribute(f"{CLOUDFORMATION}.changesets", "_drop_other_change_sets")(stack_id, "")
                await hooks.attribute(f"{CLOUDFORMATION}.stacks", "_delete_stack_async")(name, stack_id)

        return begin


def _begun(stack: Document) -> Any:
    stack["StackStatus"] = _DELETING
    name, stack_id = stack["StackName"], stack["StackId"]
    tell = hooks.attribute(f"{CLOUDFORMATION}.stacks", "_add_event")
    tell(stack_id, name, name, "AWS::CloudFormation::Stack", _DELETING, "User Initiated", stack_id)
    return _accepted()


def _accepted() -> Any:
    return hooks.attribute(f"{CLOUDFORMATION}.helpers", "_xml")(_OK, "DeleteStackResponse", "")
