"""A deleted stack is still told by its id once another stack has its name, as on AWS.

Stock MiniStack forgets it then. Whoever deletes a stack and reads how that goes is told that there never was one when
somebody else makes it anew at once. On AWS it is there for ninety days; here for good, but without its template.

Hooks: `services.cloudformation._ACTION_HANDLERS["CreateStack"]` and `["CreateChangeSet"]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, given

# What MiniStack works with; nobody asks for it any more, and it would be saved for ever.
_LARGE = ("_template", "_template_body", "_resolved_params", "_conditions")

Action = Callable[[Any], Any]


def apply() -> None:
    """Keeps whoever had the name of a stack that is made."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    for name in ("CreateStack", "CreateChangeSet"):
        actions[name] = _keeping_the_last(actions[name])


def _keeping_the_last(action: Action) -> Action:
    def create(params: Any) -> Any:
        stacks = hooks.attribute(CLOUDFORMATION, "_stacks")
        name = given(params, "StackName")
        last = stacks.get(name) or {}
        answer = action(params)
        if last.get("StackStatus") == "DELETE_COMPLETE" and stacks.get(name) is not last:
            # MiniStack looks for the text that it is given among the names first.
            stacks[last["StackId"]] = {key: value for key, value in last.items() if key not in _LARGE}
        return answer

    return create
