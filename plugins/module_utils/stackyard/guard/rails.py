"""Stops a deployment that would lose data, unless somebody says that this is meant.

Pure: it judges what a preview or a change set says. A resource that leaves its stack and stays in the account loses
nothing and passes; one that is replaced does not pass even then, as whoever uses it finds the new one empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..apply.recovery import allows
from ..errors import StackyardError
from ..preview.model import Effect, ResourceChange, StackPreview, TargetPreview
from ..templates.stateful import holds, is_stateful

_RISKY = (Effect.REPLACE, Effect.REMOVE)


@dataclass(frozen=True)
class Offence:
    """One resource that would be lost. ``name`` is what ``allow_replace`` takes: ``<system>-<stack>.<LogicalId>``."""

    name: str
    change: ResourceChange

    def __str__(self) -> str:
        one = self.change
        physical = f" {one.physical_id}" if one.physical_id else ""
        return f"{self.name} ({one.type}{physical}) {self._fate()}"

    def _fate(self) -> str:
        one = self.change
        held = f"its {holds(one.type)}"
        if one.effect is Effect.REMOVE:
            return f"would be removed, and {held} with it"
        causes = ", ".join(dict.fromkeys(cause.path for cause in one.properties if cause.replaces))
        why = f" (by {causes})" if causes else ""
        end = f"{held} stay in the old one" if one.retained else f"{held} would be lost"
        return f"{'may' if one.maybe else 'would'} be replaced by an empty one{why}; {end}"


def offences(preview: TargetPreview, allowed: Sequence[str] = ()) -> list[Offence]:
    """Find what of a target would be lost; ``allowed`` are patterns of names that may be."""
    return [one for stack in preview.stacks for one in stack_offences(stack, tuple(allowed))]


def stack_offences(stack: StackPreview, allowed: Sequence[str] = ()) -> list[Offence]:
    """Find what of one stack would be lost."""
    short = f"{stack.system}-{stack.stack}"
    found = [Offence(f"{short}.{change.logical_id}", change) for change in stack.resources if _loses(change)]
    return [one for one in found if not allows(tuple(allowed), one.name)]


def offence_lines(found: Iterable[Offence]) -> Iterator[str]:
    """Tell in a preview what a deployment would be stopped by."""
    names = []
    for one in found:
        names.append(one.name)
        yield f"stops the deployment: {one}"
    if names:
        yield f"to go on with that: {permission(names)}"


def refuse(found: Sequence[Offence], *, so_far: str = "it was not begun") -> None:
    """Stop a deployment for everything it would lose. Raises ``StackyardError``."""
    if found:
        listed = [str(one) for one in found]
        raise StackyardError(
            f"this deployment would lose data; {so_far}",
            given="\n    ".join(["", *listed]) if len(listed) > 1 else listed[0],
            remedy=f"if that is meant, add {permission([one.name for one in found])} to the command; "
            "if not, take the change back",
        )


def permission(names: Iterable[str]) -> str:
    """What to type so that some resources may be lost."""
    return f"-e allow_replace={','.join(names)}"


def _loses(change: ResourceChange) -> bool:
    if change.effect not in _RISKY or not is_stateful(change.type):
        return False
    return change.effect is Effect.REPLACE or not change.retained
