"""Looks at what is going to go before anything does, so that a removal that cannot be begins with nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..apply.asking import ask
from ..apply.workshop import Workshop
from ..plan.model import StackState
from ..plan.read import belongs, read_stacks
from .order import Declared, check_nobody_takes, deletion_order, goes_after, read_imports


@dataclass(frozen=True)
class Ahead:
    """What is going to go: all stacks, those that are nested in no other one in their order, and who goes after whom.

    ``stay`` are the systems that do not go.
    """

    states: Sequence[StackState]
    roots: Sequence[StackState]
    before: Mapping[str, Collection[str]]
    stay: Sequence[str]


def look_ahead(workshop: Workshop, declared: Declared, only: Collection[str] = ()) -> Ahead:
    """Find out what is going to go, before anything does; with ``only`` these systems.

    Raises ``StackyardError`` where a stack that stays needs one that would go.
    """
    target = workshop.target
    there = [
        state
        for state in ask(workshop, lambda: read_stacks(workshop.cloudformation, f"{target.prefix}-")).values()
        if belongs(state, target.environment)
    ]
    states = [state for state in there if not only or declared.system_of(state) in only]
    check_nobody_takes(there, states, declared)
    roots = deletion_order([state for state in states if not state.root], declared)
    imports = ask(workshop, lambda: read_imports(workshop.cloudformation, states))
    stay = {declared.system_of(state) for state in there} - {"", *only} if only else set[str]()
    return Ahead(states, roots, goes_after(roots, declared, imports), sorted(stay))
