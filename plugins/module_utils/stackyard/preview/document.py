"""A preview as plain data and back: what Ansible hands from task to task, and what a plan file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..estimate.changes import Costs
from .model import Effect, PermissionChange, PropertyChange, ResourceChange, StackPreview, TargetPreview


def to_document(preview: TargetPreview) -> dict[str, Any]:
    """Write a preview as mappings, lists and texts."""
    plain = asdict(preview)
    for stack in plain["stacks"]:
        for resource in stack["resources"]:
            resource["effect"] = str(resource["effect"])
            resource["properties"] = list(resource["properties"])
        stack.update(resources=list(stack["resources"]), parameters=list(stack["parameters"]))
    code = {name: list(reasons) for name, reasons in preview.code.items()}
    stacks, permissions = list(plain["stacks"]), list(plain["permissions"])
    return {"stacks": stacks, "permissions": permissions, "code": code, "costs": preview.costs.document()}


def from_document(document: Mapping[str, Any]) -> TargetPreview:
    """Read a preview that ``to_document`` wrote. Raises ``LookupError``, ``TypeError`` or ``ValueError`` for others."""
    return TargetPreview(
        stacks=tuple(_stack(one) for one in document["stacks"]),
        permissions=tuple(PermissionChange(**one) for one in document["permissions"]),
        code={name: tuple(reasons) for name, reasons in document["code"].items()},
        costs=Costs.from_document(document.get("costs", {})),  # plans that were saved earlier have none
    )


def joined(first: TargetPreview, second: TargetPreview) -> TargetPreview:
    """Put two parts of one target together: what is deployed first, and what follows."""
    return TargetPreview(
        stacks=(*first.stacks, *second.stacks),
        permissions=tuple(sorted({*first.permissions, *second.permissions})),
        code={**first.code, **second.code},
        costs=first.costs + second.costs,
    )


def _stack(plain: Mapping[str, Any]) -> StackPreview:
    resources = tuple(_resource(one) for one in plain["resources"])
    parameters = tuple(PropertyChange(**one) for one in plain["parameters"])
    return StackPreview(**{**plain, "resources": resources, "parameters": parameters})


def _resource(plain: Mapping[str, Any]) -> ResourceChange:
    properties = tuple(PropertyChange(**one) for one in plain["properties"])
    return ResourceChange(**{**plain, "effect": Effect(plain["effect"]), "properties": properties})
