"""References to nothing are refused before anything is created, with CloudFormation's words.

Hooks: `validate_template_support` in `services.cloudformation.handlers` and `.changesets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks

CLOUDFORMATION = "ministack.services.cloudformation"

Template = dict[str, Any]


def apply() -> None:
    """Adds the check to every operation that takes a template."""
    for module in ("handlers", "changesets"):
        hooks.wrap(f"{CLOUDFORMATION}.{module}", "validate_template_support", _checked)


def fault(template: Template) -> str | None:
    """What CloudFormation says of a template whose references do not resolve, or None."""
    resources, outputs = template.get("Resources") or {}, template.get("Outputs") or {}
    known = {*resources, *(template.get("Parameters") or {})}
    conditions = template.get("Conditions") or {}
    for block, entries in (("Resources", resources), ("Outputs", outputs)):
        for names, kind, all_known in (
            (_references(entries), "resource dependencies", known),
            (_dependencies(entries), "resource dependencies", set(resources)),
            (_conditions(entries), "condition dependencies", set(conditions)),
        ):
            missing = sorted({name for name in names if name not in all_known and not name.startswith("AWS::")})
            if missing:
                unresolved = f"Unresolved {kind} [{', '.join(missing)}]"
                return f"Template format error: {unresolved} in the {block} block of the template"
    return None


def _references(entries: Template) -> Iterator[str]:
    for name, _attribute in hooks.attribute(f"{CLOUDFORMATION}.engine", "_intrinsic_references")(
        list(entries.values())
    ):
        yield name


def _dependencies(entries: Template) -> Iterator[str]:
    for entry in entries.values():
        names = entry.get("DependsOn") or []
        yield from [names] if isinstance(names, str) else names


def _conditions(value: Any) -> Iterator[str]:
    """Names in `Condition:` of a resource or output, and in every `Fn::If`."""
    for entry in value.values():
        if isinstance(entry.get("Condition"), str):
            yield entry["Condition"]
        yield from _in_ifs(entry)


def _in_ifs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _in_ifs(one)
    elif isinstance(value, dict):
        for key, argument in value.items():
            if key == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
                yield argument[0]
            yield from _in_ifs(argument)


def _checked(original: Callable[..., Any]) -> Callable[..., Any]:
    def validate(template: Template, *arguments: Any, **options: Any) -> Any:
        found = fault(template)
        if found:
            raise ValueError(found)  # MiniStack answers these as ValidationError
        return original(template, *arguments, **options)

    return validate
