"""A change set that changes nothing but outputs can be executed, and lists no resource changes, as on AWS.

Hook: `services.cloudformation._ACTION_HANDLERS["CreateChangeSet"]`.
"""

from __future__ import annotations

from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, given


def apply() -> None:
    """Looks at each change set that MiniStack found without changes."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    create = actions["CreateChangeSet"]

    def create_change_set(params: Any) -> Any:
        answer = create(params)
        if answer[0] == 200:  # noqa: PLR2004 - an HTTP status
            _reconsider(params)
        return answer

    actions["CreateChangeSet"] = create_change_set


def _reconsider(params: Any) -> None:
    find = hooks.attribute(f"{CLOUDFORMATION}.changesets", "_find_change_set")
    change_set = find(given(params, "ChangeSetName"), given(params, "StackName"))[1]
    unchanged = change_set and change_set["Status"] == "FAILED" and "contain changes" in change_set["StatusReason"]
    if unchanged and _changes_outputs(change_set):
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")


def _changes_outputs(change_set: dict[str, Any]) -> bool:
    stack = hooks.attribute(CLOUDFORMATION, "_stacks")[change_set["StackName"]]
    before, after = ((one.get("_template") or {}).get("Outputs") or {} for one in (stack, change_set))
    if before != after:
        return True
    old, new = (one.get("_resolved_params") or {} for one in (stack, change_set))
    changed = {name for name, value in new.items() if (old.get(name) or {}).get("Value") != value.get("Value")}
    references = hooks.attribute(f"{CLOUDFORMATION}.engine", "_intrinsic_references")
    return any(name in changed for name, _attribute in references(list(after.values())))
