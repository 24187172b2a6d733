"""A resource may not become one of another type under the same name, as on AWS.

Stock MiniStack replaces it. The change set then names the new type only, so that nobody sees what is lost.

Hook: `services.cloudformation._ACTION_HANDLERS["CreateChangeSet"]`.
"""

from __future__ import annotations

from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, given, refusal, stack_of

_REFUSAL = (
    "Update of resource type is not permitted. The new template modifies resource type of the following resources: [{}]"
)


def apply() -> None:
    """Looks at each change set that MiniStack takes, and takes it back."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    create = actions["CreateChangeSet"]

    def create_change_set(params: Any) -> Any:
        answer = create(params)
        retyped = _retyped(params) if answer[0] == 200 else []  # noqa: PLR2004 - an HTTP status
        if not retyped:
            return answer
        actions["DeleteChangeSet"](params)
        return refusal(_REFUSAL.format(", ".join(retyped)))

    actions["CreateChangeSet"] = create_change_set


def _retyped(params: Any) -> list[str]:
    find = hooks.attribute(f"{CLOUDFORMATION}.changesets", "_find_change_set")
    stack = stack_of(params)
    change_set = find(given(params, "ChangeSetName"), stack["StackName"])[1]
    before, after = ((one.get("_template") or {}).get("Resources") or {} for one in (stack, change_set))
    return sorted(name for name in before.keys() & after.keys() if before[name]["Type"] != after[name]["Type"])
