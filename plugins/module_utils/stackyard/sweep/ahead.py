"""Looks at what is going to go before anything does, so that a removal that cannot be begins with nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..apply.asking import ask
from ..apply.events import REVIEW
from ..apply.workshop import Workshop
from ..plan.claim import check_claim
from ..plan.model import ENVIRONMENT_TAG, StackState
from ..plan.read import belongs, read_stacks
from ..target import Target
from .order import Declared, check_nobody_takes, deletion_order, goes_after, read_imports
from .survey import shell_tags


@dataclass(frozen=True)
class Ahead:
    """What is going to go: all stacks, those that are nested in no other one in their order, and who goes after whom.

    ``stay`` are the systems that do not go, ``neighbours`` prefixes of environments whose names begin as this one's do.
    """

    states: Sequence[StackState]
    roots: Sequence[StackState]
    before: Mapping[str, Collection[str]]
    stay: Sequence[str]
    neighbours: Sequence[str] = ()


def look_ahead(workshop: Workshop, declared: Declared, only: Collection[str] = ()) -> Ahead:
    """Find out what is going to go, before anything does; with ``only`` these systems.

    Raises ``StackyardError`` where a stack that stays needs one that would go, ``ClaimedError`` where another machine
    made one of them.
    """
    target = workshop.target
    listed = ask(workshop, lambda: read_stacks(workshop.cloudformation, f"{target.prefix}-")).values()
    there = [state for state in listed if belongs(state, target.environment) and not _of_somebody_else(workshop, state)]
    for state in there:
        check_claim(state.name, target.tags, _tags(workshop, state))
    states = [state for state in there if not only or declared.system_of(state) in only]
    check_nobody_takes(there, states, declared)
    roots = deletion_order([state for state in states if not state.root], declared)
    imports = ask(workshop, lambda: read_imports(workshop.cloudformation, states))
    stay = {declared.system_of(state) for state in there} - {"", *only} if only else set[str]()
    return Ahead(states, roots, goes_after(roots, declared, imports), sorted(stay), neighbours(target, listed))


def neighbours(target: Target, states: Iterable[StackState]) -> list[str]:
    """Prefixes of other environments that some stacks belong to."""
    before = target.prefix.removesuffix(target.environment)
    others = {state.tags.get(ENVIRONMENT_TAG, "") for state in states} - {"", target.environment}
    return sorted(f"{before}{other}" for other in others)


def _tags(workshop: Workshop, state: StackState) -> dict[str, str]:
    """Tags of a stack; of a shell, those that it would get."""
    return dict(state.tags) or (shell_tags(workshop, state) if state.status == REVIEW else {})


def _of_somebody_else(workshop: Workshop, state: StackState) -> bool:
    """Whether an untagged shell is another environment's, whose name only begins as this one's does."""
    if ENVIRONMENT_TAG in state.tags:
        return False
    told = shell_tags(workshop, state).get(ENVIRONMENT_TAG, workshop.target.environment)
    return told != workshop.target.environment
