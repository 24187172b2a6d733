"""A resource whose condition ceases to hold is removed by a change set, and one whose condition begins to hold added.

Stock MiniStack compares resources whatever their conditions say: it announces a change of properties, or none at all,
and then deletes the resource. Whoever looks before deploying is told that nothing is lost.

Hook: `services.cloudformation.changesets._resolve_props_for_diff`, which gives both sides of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks

CLOUDFORMATION = "ministack.services.cloudformation"


def apply() -> None:
    """Leaves out of each side what its conditions leave out."""
    hooks.wrap(f"{CLOUDFORMATION}.changesets", "_resolve_props_for_diff", _with_conditions)


def _with_conditions(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def resolve(template: dict[str, Any], params: dict[str, Any], *names: str) -> dict[str, Any]:
        resolved = original(template, params, *names)
        if not resolved or not template.get("Conditions"):
            return resolved
        holds = hooks.attribute(f"{CLOUDFORMATION}.engine", "_evaluate_conditions")(template, params)
        return {"Resources": {name: one for name, one in resolved["Resources"].items() if _there(one, holds)}}

    return resolve


def _there(resource: dict[str, Any], holds: dict[str, bool]) -> bool:
    return bool(holds.get(resource.get("Condition", ""), True))
