"""From what the inventory declares to typed stacks: the one place that knows how a declaration is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..target import Target
from .model import SYSTEM_TAG, OutputRef, StackSpec
from .template import Template

_REFERENCE = re.compile(r"(?:(?P<system>[\w-]+)\.)?(?P<stack>[\w-]+)\.(?P<output>\w+)")


def make_specs(
    target: Target,
    systems: Sequence[Mapping[str, Any]],
    templates: Mapping[str, Mapping[str, str]],
    common: Mapping[str, Any],
    *,
    protected: bool = False,
) -> list[StackSpec]:
    """Make the stacks of all systems, in declared order.

    ``systems``: ``[{name, stacks: [{name, parameters}]}]``; ``templates``: system → stack → path of the file to deploy;
    ``common``: parameters for whoever declares them, references to stacks outside of these ones among them. Raises
    ``StackyardError`` for what is not declared properly.
    """
    return [
        make_spec(target, system["name"], declared, templates.get(system["name"], {}), common, protected=protected)
        for system in systems
        for declared in system["stacks"]
    ]


def make_spec(
    target: Target,
    system: str,
    declared: Mapping[str, Any],
    templates: Mapping[str, str],
    common: Mapping[str, Any],
    *,
    protected: bool,
) -> StackSpec:
    """Make one stack of a system from its declaration."""
    stack = str(declared.get("name", ""))
    if stack not in templates:
        raise StackyardError(
            f"there is no template of stack {stack or '(no name)'} of {system}",
            given=f"{system}_stacks names it; templates: {', '.join(sorted(templates)) or 'none'}",
            remedy=f"add templates/{system}/{stack or '<name>'}.yaml, or mend {system}_stacks in group_vars",
        )
    where = f"{system}.{stack}"
    parameters = declared.get("parameters") or {}
    return StackSpec(
        system=system,
        stack=stack,
        name=target.stack_name(system, stack),
        template=Template.read(Path(templates[stack])),
        parameters={
            name: parse_value(value, f"{where}, parameter {name}", system) for name, value in parameters.items()
        },
        common={name: parse_value(value, f"stack_common_parameters.{name}", system) for name, value in common.items()},
        tags={**target.tags, SYSTEM_TAG: system},
        protected=protected,
    )


def parse_value(value: Any, where: str, system: str) -> str | OutputRef:
    """Turn a declared parameter value into a string, or into a reference for ``{output: [system.]stack.Name}``."""
    if not isinstance(value, Mapping):
        return plain_value(value, where)
    found = _REFERENCE.fullmatch(str(value.get("output", ""))) if set(value) == {"output"} else None
    if not found:
        raise StackyardError(
            "a parameter's value is neither plain nor a reference",
            given=f"{where}: {dict(value)}",
            remedy="write a value, or {output: stack.Name} for an output of another stack",
        )
    return OutputRef(found["system"] or system, found["stack"], found["output"])


def plain_value(value: Any, where: str) -> str:
    """Write a value as CloudFormation takes it: everything is a string, lists are joined by commas."""
    if value is None:
        raise StackyardError("a parameter has no value", given=where, remedy='give a value; for an empty one write ""')
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(plain_value(item, where) for item in value)
    return str(value)
