"""A template with a resource type that the region does not have is refused before anything is made, as on AWS.

Only a condition that is false because of the region lets such a resource stand: that is how templates for several
regions are written (the CDK guards its own metadata so), and all that cfn-lint believes. For a condition on parameters
or on the partition alone there are reports of refusals, so those are refused here, too.

Hooks: `validate_template_support` in `services.cloudformation.handlers` and `.changesets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks
from embedded.repairs.partition_rules._answers import lacking

Document = dict[str, Any]


def apply() -> None:
    """Puts the hooks named above in place."""
    for module in ("handlers", "changesets"):
        hooks.wrap(f"ministack.services.cloudformation.{module}", "validate_template_support", _also_of_the_region)


def _also_of_the_region(original: Callable[..., None]) -> Callable[..., None]:
    def validate(template: Document, conditions: Document, *rest: Any, **named: Any) -> None:
        absent = sorted({kind for kind in _types(template, conditions) if kind in lacking().types})
        if absent:
            raise ValueError(f"Template format error: Unrecognized resource types: [{', '.join(absent)}]")
        original(template, conditions, *rest, **named)

    return validate


def _types(template: Document, conditions: Document) -> Iterator[str]:
    """The types of all resources but those that the region keeps from being made."""
    definitions = template.get("Conditions") or {}
    for resource in (template.get("Resources") or {}).values():
        if not isinstance(resource, dict):
            continue
        condition = resource.get("Condition")
        if conditions.get(str(condition), True) or not asks_for_the_region(condition, definitions):
            yield str(resource.get("Type"))


def asks_for_the_region(condition: Any, definitions: Document) -> bool:
    """Whether the condition of a name, or one that it is made of, looks at `AWS::Region`."""
    return _mentions({"Condition": condition}, definitions, frozenset())


def _mentions(value: Any, definitions: Document, seen: frozenset[Any]) -> bool:
    if isinstance(value, list):
        return any(_mentions(one, definitions, seen) for one in value)
    if not isinstance(value, dict):
        return False
    if value.get("Ref") == "AWS::Region":
        return True
    other = value.get("Condition")
    if isinstance(other, str) and other not in seen:
        return _mentions(definitions.get(other), definitions, seen | {other})
    return any(_mentions(one, definitions, seen) for one in value.values())
