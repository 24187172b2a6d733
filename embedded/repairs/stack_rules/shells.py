"""Change sets that create one stack share its shell, so that only one of them can be executed, as on AWS.

Stock MiniStack makes a new shell for each of them. Two deployments that begin a stack at the same time would both
execute theirs, and one would fail at the names that the other took.

Hook: `services.cloudformation._ACTION_HANDLERS["CreateChangeSet"]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, Document, stack_of

Action = Callable[[Any], Any]


def apply() -> None:
    """Keeps the shell of a stack through the requests for more change sets."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    actions["CreateChangeSet"] = _keeping_the_shell(actions["CreateChangeSet"])


def _keeping_the_shell(action: Action) -> Action:
    def create(params: Any) -> Any:
        shell = stack_of(params)
        if shell.get("StackStatus") != "REVIEW_IN_PROGRESS":
            return action(params)
        status, headers, body = action(params)
        made = _put_back(shell)
        return status, headers, body.replace(made.encode(), shell["StackId"].encode()) if made else body

    return create


def _put_back(shell: Document) -> str:
    """Make a shell its name's stack again. The id of the one that came in its place, if any."""
    stacks = hooks.attribute(CLOUDFORMATION, "_stacks")
    made = str((stacks.get(shell["StackName"]) or {}).get("StackId", ""))
    stacks[shell["StackName"]] = shell
    if made == shell["StackId"]:
        return ""
    hooks.attribute(CLOUDFORMATION, "_stack_events").pop(made, None)
    for change_set in hooks.attribute(CLOUDFORMATION, "_change_sets").values():
        if change_set["StackId"] == made:
            change_set["StackId"] = shell["StackId"]
    return made
