"""The parameter values of a stack, as far as they are known: explicit ones, common ones, outputs of other stacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import StackyardError
from ..shifts import SETTINGS
from .model import OutputRef, StackSpec
from .secrets import sealed
from .snapshots import configuring, settings_digest


@dataclass(frozen=True)
class Given:
    """The outputs of a stack; not ``final`` while an update that may change them is still to come."""

    outputs: Mapping[str, str]
    final: bool = True


Outputs = Mapping[tuple[str, str], Given]
"""Outputs by stack key; a stack that is not deployed yet is absent."""


@dataclass(frozen=True)
class Values:
    """Known values by parameter name, and the references that are known only after a deployment."""

    known: Mapping[str, str]
    unknown: Mapping[str, OutputRef]


def find_values(spec: StackSpec, outputs: Outputs) -> Values:
    """Resolve a stack's parameters against the outputs of the stacks before it.

    What the functions behind aliases are configured with is digested into one more value; a way back brings its own,
    where it does not know all of that. Raises ``StackyardError`` when a deployed stack lacks an output it declares (its
    condition does not hold).
    """
    shared = {name: value for name, value in spec.common.items() if name in spec.template.declared}
    known: dict[str, str] = {}
    unknown: dict[str, OutputRef] = {}
    for name, value in {**shared, **spec.parameters}.items():
        if isinstance(value, str):
            known[name] = value
        elif (given := outputs.get(value.producer, Given({}, final=False))) and value.output in given.outputs:
            known[name] = given.outputs[value.output]
        elif not given.final:
            unknown[name] = value
        else:
            raise StackyardError(
                f"stack {value.stack} was deployed without its output {value.output}",
                given=f"{spec.system}.{spec.stack}, parameter {name}: {{output: {value}}}",
                remedy="the output's condition does not hold here: give the parameter a value of its own",
            )
    if SETTINGS in spec.template.declared and not (SETTINGS in known and spec.previous & configuring(spec.template)):
        known[SETTINGS] = settings_digest(spec.template, sealed(spec, known))
    return Values(known, unknown)
