"""From what the inventory declares to typed stacks: the one place that knows how a declaration is written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from ..target import Target
from .model import SYSTEM_TAG, OutputRef, StackSpec, Unread
from .template import Template
from .written import plain_value

_REFERENCE = re.compile(r"(?:(?P<system>[\w-]+)\.)?(?P<stack>[\w-]+)\.(?P<output>\w+)")
_PARTS = ("name", "parameters")

Value = str | OutputRef


@dataclass(frozen=True)
class Declarations:
    """What declarations are read with.

    ``templates`` are system → stack → path of the file to deploy, ``common`` parameters for whoever declares them.
    """

    target: Target
    templates: Mapping[str, Mapping[str, str]]
    common: Mapping[str, Value]
    protected: bool = False


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
    ``StackyardError`` for everything that is not declared properly.
    """
    faults = Faults("what is declared of the stacks")
    specs, _ = read_specs(target, systems, templates, common, faults, protected=protected)
    faults.raise_if_any()
    return specs


def read_specs(
    target: Target,
    systems: Sequence[Mapping[str, Any]],
    templates: Mapping[str, Mapping[str, str]],
    common: Mapping[str, Any],
    faults: Faults,
    *,
    protected: bool = False,
) -> tuple[list[StackSpec], set[tuple[str, str]]]:
    """Make the stacks that can be made, noting what cannot be read; and the keys of those that cannot.

    A value that cannot be read stands in its stack as ``Unread``, so that the rest of the stack can be judged.
    """
    shared = _values(common, "stack_common_parameters, {}", "", faults)
    read = Declarations(target, templates, shared, protected)
    specs: list[StackSpec] = []
    lost: set[tuple[str, str]] = set()
    for system in systems:
        name = str(system["name"])
        for declared in _declared(name, system.get("stacks"), faults):
            try:
                specs.append(_spec(read, name, declared, faults))
            except StackyardError as error:
                faults.take(error)
                lost.add((name, str(declared.get("name", ""))))
    return specs, lost


def _declared(system: str, stacks: Any, faults: Faults) -> Iterator[Mapping[str, Any]]:
    """The declarations of a system's stacks that have the right form."""
    if not isinstance(stacks, Sequence) or isinstance(stacks, str):
        remedy = f"write {system}_stacks as a list: `- name: data`"
        faults.add(f"{system}_stacks is no list of stacks", given=_shown(stacks), remedy=remedy)
        return
    for one in stacks:
        if isinstance(one, Mapping):
            yield one
        else:
            remedy = "write `- name: data`, and `parameters:` below it"
            faults.add(f"an entry of {system}_stacks is no stack", given=_shown(one), remedy=remedy)


def _spec(read: Declarations, system: str, declared: Mapping[str, Any], faults: Faults) -> StackSpec:
    """Make one stack of a system from its declaration."""
    stack, templates = str(declared.get("name") or ""), read.templates.get(system, {})
    where = f"{system}.{stack}"
    _check_parts(where, declared, faults)
    if stack not in templates:
        raise StackyardError(
            f"there is no template of stack {stack or '(no name)'} of {system}",
            given=f"{system}_stacks names it; templates: {', '.join(sorted(templates)) or 'none'}",
            remedy=f"add templates/{system}/{stack or '<name>'}.yaml, or mend {system}_stacks in group_vars",
        )
    return StackSpec(
        system=system,
        stack=stack,
        name=read.target.stack_name(system, stack),
        template=Template.read(Path(templates[stack])),
        parameters=_values(_parameters(where, declared, faults), f"{where}, parameter {{}}", system, faults),
        common=read.common,
        tags={**read.target.tags, SYSTEM_TAG: system},
        protected=read.protected,
    )


def _check_parts(where: str, declared: Mapping[str, Any], faults: Faults) -> None:
    for part in (str(part) for part in declared if part not in _PARTS):
        near = difflib.get_close_matches(part, _PARTS, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        remedy = f"a stack has {' and '.join(_PARTS)}"
        faults.add(f"{where} declares something unknown", given=f"{part}{meant}", remedy=remedy)


def _parameters(where: str, declared: Mapping[str, Any], faults: Faults) -> Mapping[str, Any]:
    given = declared.get("parameters")
    if given is None or isinstance(given, Mapping):
        return given or {}
    remedy = "write them as `Name: value`, a line each"
    faults.add(f"the parameters of {where} are no mapping", given=_shown(given), remedy=remedy)
    return {}


def _values(given: Mapping[str, Any], where: str, system: str, faults: Faults) -> dict[str, Value]:
    """Read values; ``where`` has a place for the parameter's name."""
    found: dict[str, Value] = {}
    for name, value in given.items():
        found[str(name)] = Unread()
        with faults.collecting():
            found[str(name)] = parse_value(value, where.format(name), system)
    return found


def parse_value(value: Any, where: str, system: str) -> Value:
    """Turn a declared parameter value into a string, or into a reference for ``{output: [system.]stack.Name}``."""
    if not isinstance(value, Mapping):
        return plain_value(value, where)
    found = _REFERENCE.fullmatch(str(value.get("output", ""))) if set(value) == {"output"} else None
    if not found:
        raise StackyardError(
            "a parameter's value is neither plain nor a reference",
            given=f"{where}: a mapping of {', '.join(map(str, value)) or 'nothing'}",
            remedy="write a value, or {output: stack.Name} for an output of another stack",
        )
    return OutputRef(found["system"] or system, found["stack"], found["output"])


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__}: {str(value)[:60]}"
