"""The order of stacks: whoever gives an output or an export comes before whoever takes it; otherwise as declared."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from ..faults import Faults
from .exports import traffic
from .model import OutputRef, StackSpec

Key = tuple[str, str]


def references(spec: StackSpec) -> list[tuple[str, OutputRef]]:
    """The parameters of a stack that come from other stacks, with what they refer to."""
    return [(name, value) for name, value in spec.parameters.items() if isinstance(value, OutputRef)]


def needs(specs: Iterable[StackSpec]) -> dict[Key, set[Key]]:
    """For each of some stacks the keys of those that must be there before it: givers of outputs, and of exports."""
    stacks = list(specs)
    flows = {spec.key: traffic(spec) for spec in stacks}
    makers = {name: key for key, flow in flows.items() for name in flow.exports.values()}
    found = {}
    for spec in stacks:
        imported = {makers[name] for name in flows[spec.key].imports if name in makers}
        found[spec.key] = {reference.producer for _, reference in references(spec)} | imported
    return found


def in_order(specs: Sequence[StackSpec]) -> list[StackSpec]:
    """Sort stacks so that each comes after those it needs.

    Raises ``StackyardError`` for a name that stands twice, an unknown stack or output, and a circle: all of them
    together.
    """
    faults = Faults("the stacks of this deployment")
    check_order(specs, faults)
    faults.raise_if_any()
    by_key = {spec.key: spec for spec in specs}
    return [by_key[key] for key in _sorted_keys(specs)]


def check_order(specs: Sequence[StackSpec], faults: Faults, lost: Collection[Key] = ()) -> None:
    """Note what stands in the way of an order. ``lost`` are keys of stacks that could not be read."""
    by_key = {spec.key: spec for spec in specs}
    if len(by_key) != len(specs):
        names = [".".join(spec.key) for spec in specs]
        double = sorted({name for name in names if names.count(name) > 1})
        faults.add("a stack is declared twice", given=", ".join(double), remedy="remove one of the entries")
    for spec in specs:
        _check_references(spec, by_key, faults, lost)
    for circle in _circles(specs):
        faults.add(
            "stacks take outputs from each other in a circle",
            given=" -> ".join(".".join(key) for key in circle),
            remedy="move what both need into a stack of its own",
        )


def _check_references(spec: StackSpec, by_key: Mapping[Key, StackSpec], faults: Faults, lost: Collection[Key]) -> None:
    """Note references to stacks or outputs that nobody declares."""
    for name, reference in references(spec):
        where = f"{spec.system}.{spec.stack}, parameter {name}: {{output: {reference}}}"
        producer = by_key.get(reference.producer)
        if producer is None and reference.producer not in lost:
            known = [".".join(key) for key in by_key]
            meant = _nearest(".".join(reference.producer), known)
            left_out = reference.system not in {system for system, _ in by_key}
            both = f"; is {reference.system} left out by -e systems? Name both then" if left_out else ""
            remedy = f"{meant}known stacks: {', '.join(known)}{both}"
            faults.add("a parameter refers to an unknown stack", given=where, remedy=remedy)
        if producer and reference.output not in producer.template.outputs:
            outputs = sorted(producer.template.outputs)
            meant = _nearest(reference.output, outputs)
            faults.add(
                f"stack {reference.stack} has no output {reference.output}",
                given=where,
                remedy=f"{meant}its outputs: {', '.join(outputs) or 'none'}; "
                "add the output to its template, or mend the reference",
            )


def _nearest(name: str, known: Sequence[str]) -> str:
    lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower(), lower, n=1)
    return f"did you mean {lower[near[0]]}? " if near else ""


def _graph(specs: Sequence[StackSpec]) -> dict[Key, list[Key]]:
    """What each stack needs among these, in declared order."""
    declared = {spec.key: position for position, spec in enumerate(specs)}
    return {key: sorted(found & declared.keys(), key=declared.__getitem__) for key, found in needs(specs).items()}


def _circles(specs: Sequence[StackSpec]) -> Iterator[list[Key]]:
    """Circles that have no stack in common, each from a stack to that which it needs, and so on back to itself."""
    graph = _graph(specs)
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[Key] = list(reversed(error.args[1]))
            yield circle
            graph = {
                key: [one for one in found if one not in circle] for key, found in graph.items() if key not in circle
            }
        else:
            return


def _sorted_keys(specs: Sequence[StackSpec]) -> list[Key]:
    declared = {spec.key: position for position, spec in enumerate(specs)}
    sorter = TopologicalSorter(_graph(specs))
    sorter.prepare()
    ready: list[Key] = []
    done: list[Key] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=declared.__getitem__)
        done.append(ready.pop(0))
        sorter.done(done[-1])
    return done
