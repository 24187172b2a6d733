"""What the account has: all stacks of a target in one listing, whatever their number in a deployment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .model import ENVIRONMENT_TAG, SYSTEM_TAG, StackState


def read_stacks(cloudformation: Any, *prefixes: str) -> dict[str, StackState]:
    """Read every stack whose name begins with one of ``prefixes`` (deleted ones are not listed): one call per page."""
    pages = cloudformation.get_paginator("describe_stacks").paginate()
    found = (state_of(stack) for page in pages for stack in page["Stacks"])
    return {state.name: state for state in found if state.name.startswith(prefixes)}


def belongs(state: StackState, environment: str) -> bool:
    """Whether a stack is the environment's: by its tag, or as the untagged shell of an interrupted first deployment."""
    tag = state.tags.get(ENVIRONMENT_TAG)
    return tag == environment or (tag is None and state.status == "REVIEW_IN_PROGRESS")


def of_systems(state: StackState, systems: Collection[str]) -> bool:
    """Whether a stack belongs to one of these systems, by its tag; every stack does when none is named."""
    return not systems or state.tags.get(SYSTEM_TAG) in systems


def state_of(stack: Mapping[str, Any]) -> StackState:
    """Make a state from one stack of a ``describe_stacks`` answer."""
    return StackState(
        name=stack["StackName"],
        stack_id=stack["StackId"],
        status=stack["StackStatus"],
        outputs=_pairs(stack.get("Outputs", ()), "OutputKey", "OutputValue"),
        parameters=_pairs(stack.get("Parameters", ()), "ParameterKey", "ParameterValue"),
        tags=_pairs(stack.get("Tags", ()), "Key", "Value"),
        protected=bool(stack.get("EnableTerminationProtection", False)),
        reason=stack.get("StackStatusReason", ""),
        changed_at=stack.get("LastUpdatedTime") or stack.get("CreationTime"),
        root=stack.get("RootId", ""),
        exports={one["OutputKey"]: one["ExportName"] for one in stack.get("Outputs", ()) if one.get("ExportName")},
    )


def _pairs(items: Iterable[Mapping[str, str]], key: str, value: str) -> dict[str, str]:
    return {item[key]: item.get(value, "") for item in items}
