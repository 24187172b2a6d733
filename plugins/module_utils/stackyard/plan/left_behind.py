"""Finds stacks that nobody declares any more: a deployment leaves them alone, and says that they are still there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from .model import SYSTEM_TAG, StackSpec, StackState
from .read import belongs


def left_behind(
    states: Iterable[StackState], environment: str, specs: Sequence[StackSpec], others: Collection[str] = ()
) -> list[str]:
    """Name the stacks of the systems that ``specs`` are of, as far as they are neither among these nor ``others``.

    ``others`` are full names. Other systems may be deployed by another run; nested stacks go with those they are in.
    """
    declared, systems = {*others, *(spec.name for spec in specs)}, {spec.system for spec in specs}
    mine = (one for one in states if belongs(one, environment) and not one.root)
    return sorted(one.name for one in mine if one.tags.get(SYSTEM_TAG) in systems and one.name not in declared)


def left_behind_line(names: Sequence[str]) -> str:
    """Say what happens to such stacks."""
    return (
        f"no longer declared, and left as they are: {', '.join(names)}; "
        "what nobody needs goes with: aws cloudformation delete-stack --stack-name NAME"
    )
