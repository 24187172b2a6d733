"""Which stacks have to go before which: nothing is taken away that another stack still stands on.

Three things make a stack stand on another one: it imports an export, which CloudFormation itself insists on; it is
declared to take an output; or, where nobody declares it any more, one of its parameters has the value of an output.
The last is a guess, which costs some waiting where it is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import StackyardError
from ..plan.check_exports import Exports
from ..plan.model import SYSTEM_TAG, OutputRef, StackState
from ..plan.specs import parse_value
from ..target import Target

_TELLING = 6  # characters that a value must have to be taken for an output: "true" and "5" are nobody's own


@dataclass(frozen=True)
class Declared:
    """Stacks by full name in the order of their deployment, each with those that it takes outputs from.

    ``last`` are those that go when no other one is left, ``systems`` names each stack's system.
    """

    takes: Mapping[str, Collection[str]] = field(default_factory=dict)
    last: frozenset[str] = frozenset()
    systems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, target: Target, systems: Sequence[Mapping[str, Any]], last: Collection[str] = ()) -> Declared:
        """Read ``[{name, stacks: [{name, parameters}]}]``; ``last`` are names of systems.

        A parameter that is not declared properly hinders no deletion.
        """
        return cls(
            {
                target.stack_name(system["name"], stack["name"]): _producers(target, system["name"], stack)
                for system in systems
                for stack in system["stacks"]
            },
            frozenset(
                target.stack_name(system["name"], stack["name"])
                for system in systems
                if system["name"] in last
                for stack in system["stacks"]
            ),
            {
                target.stack_name(system["name"], stack["name"]): system["name"]
                for system in systems
                for stack in system["stacks"]
            },
        )

    def system_of(self, state: StackState) -> str:
        """Give the system of a stack by its tag, of an untagged shell by its declaration; "" where nobody knows."""
        return state.tags.get(SYSTEM_TAG) or self.systems.get(state.name, "")


def deletion_order(states: Iterable[StackState], declared: Declared) -> list[StackState]:
    """Last deployed first; stacks that nobody declares any more come before all others, newest first."""
    place = {name: position for position, name in enumerate(declared.takes)}
    newest = sorted(states, key=lambda state: str(state.changed_at), reverse=True)
    return sorted(newest, key=lambda state: place.get(state.name, len(place)), reverse=True)


def goes_after(
    states: Sequence[StackState], declared: Declared, imports: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Give for each stack those that have to be gone before it, in the order of ``states``.

    ``imports``: full names of stacks to those whose exports they import. There is no circle in the answer: what would
    close one is left out, guesses first; a circle of imports is CloudFormation's to refuse.
    """
    before: dict[str, set[str]] = {state.name: set() for state in states}
    for taker, giver in _pairs(states, declared, imports):
        if taker in before and giver in before and not _reaches(before, taker, giver):
            before[giver].add(taker)
    return before


def check_nobody_takes(there: Sequence[StackState], going: Sequence[StackState], declared: Declared) -> None:
    """Refuse to take away what a stack that stays is declared to take outputs from. Raises ``StackyardError``."""
    gone = {state.name for state in going}
    staying = [state.name for state in there if state.name not in gone]
    takes = [
        f"{name} takes outputs of {giver}"
        for name in staying
        for giver in declared.takes.get(name, ())
        if giver in gone
    ]
    if takes:
        raise StackyardError(
            "stacks that are to stay need what would go; nothing was deleted",
            given="; ".join(sorted(takes)),
            remedy="name their systems, too (-e systems=...), or deploy them without it first",
        )


def read_imports(cloudformation: Any, states: Sequence[StackState]) -> dict[str, set[str]]:
    """Ask who imports what these stacks export: full names of importing stacks to those of exporting ones.

    Raises ``StackyardError`` where a stack that is going to stay imports something: nothing could be deleted then.
    """
    mine, exports = {state.name for state in states}, Exports(cloudformation)
    found: dict[str, set[str]] = {}
    strangers = []
    for maker, name in ((state.name, name) for state in states for name in state.exports.values()):
        for importer in exports.importers(name):
            found.setdefault(importer, set()).add(maker)
            if importer not in mine:
                strangers.append(f"{importer} imports {name} of {maker}")
    if strangers:
        raise StackyardError(
            "stacks that are to stay import what would go; nothing was deleted",
            given="; ".join(sorted(strangers)),
            remedy="delete or change the stacks that import it, then run the same command again",
        )
    return found


def _pairs(
    states: Sequence[StackState], declared: Declared, imports: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Give who takes from whom, what is sure first."""
    for importer, makers in imports.items():
        yield from ((importer, maker) for maker in sorted(makers))
    for name, givers in declared.takes.items():
        yield from ((name, giver) for giver in givers)
    for giver in declared.last:
        yield from ((state.name, giver) for state in states if state.name not in declared.last)
    givers_of: dict[str, list[str]] = {}
    for state in states:
        for value in set(state.outputs.values()):
            givers_of.setdefault(value, []).append(state.name)
    for state in states:
        for value in {part for given in state.parameters.values() for part in (given, *given.split(","))}:
            if len(value) >= _TELLING:
                yield from ((state.name, giver) for giver in givers_of.get(value, ()))


def _reaches(before: Mapping[str, set[str]], name: str, other: str) -> bool:
    """Whether ``other`` has to be gone before ``name``, directly or by way of others."""
    waiting, seen = [name], set[str]()
    while waiting:
        one = waiting.pop()
        if one == other:
            return True
        if one not in seen:
            seen.add(one)
            waiting += before[one]
    return False


def _producers(target: Target, system: str, stack: Mapping[str, Any]) -> set[str]:
    found = set()
    parameters = stack.get("parameters")
    for value in (parameters if isinstance(parameters, Mapping) else {}).values():
        if not isinstance(value, Mapping):
            continue
        try:
            reference = parse_value(value, "", system)
        except StackyardError:
            continue
        if isinstance(reference, OutputRef):
            found.add(target.stack_name(*reference.producer))
    return found
