"""The order of stacks: whoever gives an output comes before whoever takes it; otherwise as declared."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from ..errors import StackyardError
from .model import OutputRef, StackSpec


def references(spec: StackSpec) -> list[tuple[str, OutputRef]]:
    """The parameters of a stack that come from other stacks, with what they refer to."""
    return [(name, value) for name, value in spec.parameters.items() if isinstance(value, OutputRef)]


def in_order(specs: Sequence[StackSpec]) -> list[StackSpec]:
    """Sort stacks so that each comes after those it takes outputs from.

    Raises ``StackyardError`` for a name that stands twice, an unknown stack or output, and a circle.
    """
    by_key = {spec.key: spec for spec in specs}
    if len(by_key) != len(specs):
        names = [".".join(spec.key) for spec in specs]
        double = sorted({name for name in names if names.count(name) > 1})
        raise StackyardError("a stack is declared twice", given=", ".join(double), remedy="remove one of the entries")
    for spec in specs:
        check_references(spec, by_key)
    return [by_key[key] for key in _sorted_keys(specs)]


def check_references(spec: StackSpec, by_key: dict[tuple[str, str], StackSpec]) -> None:
    """Refuse references to stacks or outputs that nobody declares."""
    for name, reference in references(spec):
        where = f"{spec.system}.{spec.stack}, parameter {name}: {{output: {reference}}}"
        producer = by_key.get(reference.producer)
        if producer is None:
            known = ", ".join(".".join(key) for key in by_key)
            raise StackyardError("a parameter refers to an unknown stack", given=where, remedy=f"known stacks: {known}")
        if reference.output not in producer.template.outputs:
            known = ", ".join(sorted(producer.template.outputs)) or "none"
            raise StackyardError(
                f"stack {reference.stack} has no output {reference.output}",
                given=where,
                remedy=f"its outputs: {known}; add the output to its template, or mend the reference",
            )


def _sorted_keys(specs: Sequence[StackSpec]) -> list[tuple[str, str]]:
    declared = {spec.key: position for position, spec in enumerate(specs)}
    graph = {spec.key: [reference.producer for _, reference in references(spec)] for spec in specs}
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(".".join(key) for key in reversed(error.args[1]))
        raise StackyardError(
            "stacks take outputs from each other in a circle",
            given=circle,
            remedy="move what both need into a stack of its own",
        ) from error
    ready: list[tuple[str, str]] = []
    done: list[tuple[str, str]] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=declared.__getitem__)
        done.append(ready.pop(0))
        sorter.done(done[-1])
    return done
