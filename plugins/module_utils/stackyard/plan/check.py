"""Everything about the stacks of a deployment that can be wrong before anybody is asked: told all at once.

It needs no account, so it is done before anything is packaged, and again with every plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..faults import Faults
from ..masks import MASK, masked
from .constraints import misfits, text_of_declared
from .model import StackSpec, Unread
from .order import Key, check_order

LONGEST_NAME = 128
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_SHOWN = 80  # characters of a value


def check_stacks(specs: Collection[StackSpec], faults: Faults, lost: Collection[Key] = ()) -> None:
    """Note names, references, circles and parameters that cannot be. ``lost`` are stacks that could not be read."""
    for spec in specs:
        check_name(spec, faults)
        check_parameters(spec, faults)
    check_order(list(specs), faults, lost)


def check_name(spec: StackSpec, faults: Faults) -> None:
    """Note a name that CloudFormation does not take."""
    parts = "the environment's stackyard_prefix, the system's and the stack's name make it"
    if not _NAME.fullmatch(spec.name):
        remedy = f"use letters, digits and hyphens, a letter first: {parts}"
        faults.add("CloudFormation does not take the name of a stack", given=ascii(spec.name)[1:-1], remedy=remedy)
    if len(spec.name) > LONGEST_NAME:
        faults.add(
            f"the name of a stack is longer than {LONGEST_NAME} characters",
            given=f"{spec.name} ({len(spec.name)})",
            remedy=f"shorten one of its parts: {parts}",
        )


def check_parameters(spec: StackSpec, faults: Faults) -> None:
    """Note parameters that nobody declares, required ones that nobody gives, and values that do not fit."""
    declared, where = spec.template.declared, f"{spec.system}.{spec.stack}"
    if unknown := sorted(set(spec.parameters) - set(declared)):
        faults.add(
            f"the template of {where} declares no parameter {', '.join(unknown)}",
            given=f"{spec.system}_stacks gives it",
            remedy=f"declared are: {', '.join(sorted(declared)) or 'none'}",
        )
    if missing := sorted(spec.template.required - set(spec.parameters) - set(spec.common) - spec.previous):
        faults.add(
            f"a parameter of {where} gets no value: {', '.join(missing)}",
            given=f"{spec.template.path} declares it without a default",
            remedy=f"give it in {spec.system}_stacks (group_vars/all/{spec.system}.yml), or a Default in the template",
        )
    for given in _values(spec):
        _check_value(where, declared[given.name], given, faults)


@dataclass(frozen=True)
class _Given:
    """A parameter's value as far as it is known, and where it comes from."""

    name: str
    value: str
    source: str


def _values(spec: StackSpec) -> Iterator[_Given]:
    """Every value that is known now."""
    for name, declared in spec.template.declared.items():
        if name in spec.parameters:
            value, source = spec.parameters[name], f"given by {spec.system}_stacks"
        elif name in spec.common:
            value, source = spec.common[name], "given by stack_common_parameters"
        elif name in spec.previous or "Default" not in declared:
            continue
        else:
            value, source = text_of_declared(declared["Default"]), "its own default"
        if isinstance(value, str) and not isinstance(value, Unread):
            yield _Given(name, value, source)


def _check_value(where: str, declared: Mapping[str, Any], given: _Given, faults: Faults) -> None:
    secret = str(declared.get("NoEcho", "")).lower() == "true"
    shown = MASK if secret else masked(given.name, given.value)
    for wrong in misfits(declared, given.value):
        description = str(declared.get("ConstraintDescription") or "")
        meaning = f"; the template says: {description}" if description else ""
        faults.add(
            f"{where}, parameter {given.name} {wrong.problem}",
            given=f"{_short(shown)} ({given.source})",
            remedy=f"give {'one that the template allows' if secret and wrong.listed else wrong.wanted}{meaning}",
        )


def _short(text: str) -> str:
    """A value on one line, of which nothing steers a terminal."""
    line = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text) or '""'
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
