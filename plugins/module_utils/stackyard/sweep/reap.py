"""The reaper: takes away what should be gone by its own word, whoever forgot it, and says what it leaves and why.

It knows nothing of the repository that made something: the kit's tags and names are all it goes by. So it works from
any checkout, and in the account itself, as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from ..apply.asking import AwsError
from ..apply.events import REVIEW
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.model import StackState
from ..text.words import counted
from .consent import FOUNDATION, Consent, Now
from .destroy import Destroyed, LeftError, destroy
from .order import Declared
from .proof import prove
from .survey import Found, Survey, survey


@dataclass
class Reaped:
    """What went, by environment; what stays, and what could not be removed, with the reason of each."""

    gone: dict[str, Destroyed] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def lines(self, *, dry: bool) -> list[str]:
        """Tell it, a line for each environment and for whatever could not go."""
        verb = "would remove" if dry else "removed"
        return [
            *(f"{verb} {name}: {in_words(gone)}" for name, gone in sorted(self.gone.items())),
            *(f"left {name}: {why}" for name, why in sorted(self.left.items())),
            *(f"failed {name}: {why}" for name, why in sorted(self.failed.items())),
        ]


def reap(
    workshop: Workshop,
    now: Now,
    *,
    dry: bool,
    only: Collection[str] = (),
    in_time: Callable[[], bool] = lambda: True,
) -> Reaped:
    """Take away every environment of the account whose end is past; with ``only`` none but these.

    ``workshop`` is any target's of the account and region, ``now`` tells what time the account has. ``dry`` only lists.
    ``in_time`` is asked before the next environment is begun. An environment that cannot go hinders no other one.
    """
    there, told = survey(workshop, base_of(workshop)), Reaped()
    if only:
        told.left.update((name, "there is nothing of it") for name in only if there.of(name) == Found(name))
    else:
        told.left.update((state.name, _unclaimed(state)) for state in there.nobodys)
    for found in there.environments:
        if found.environment not in only if only else not found.ephemeral:
            continue
        if why := found.stays_because(now()):
            told.left[found.environment] = why
        elif not in_time():
            told.left[found.environment] = "the time is over: next time"
        else:
            _take(workshop, found, now, there, told, dry=dry)
    for shell in (name for gone in told.gone.values() for name in gone.stacks):
        told.left.pop(shell, None)
    return told


def base_of(workshop: Workshop) -> str:
    """What all names of the kit begin with, in whatever environment."""
    return workshop.target.prefix.removesuffix(workshop.target.environment)


def remove_now(workshop: Workshop, found: Found, now: Now) -> Destroyed:
    """Take one environment away, as long as nobody extends it, and prove that it is gone. Raises ``StackyardError``."""
    own = of_environment(workshop, found.environment)
    return remove_undeclared(own, Consent(own, now))


def remove_undeclared(own: Workshop, consent: Callable[[StackState | None], None] | None = None) -> Destroyed:
    """Take the workshop's environment away by tags and names alone, and prove that it is gone.

    ``consent`` is that of ``destroy``. Raises ``StackyardError``.
    """
    try:
        gone = destroy(own, foundation_last(own), dry=False, consent=consent)
    except LeftError as error:
        prove(own, error)
        raise
    gone.unseen = prove(own)
    return gone


def of_environment(workshop: Workshop, environment: str) -> Workshop:
    """The same account and region, for another environment, of whose tags nothing is known."""
    target = replace(workshop.target, environment=environment, prefix=f"{base_of(workshop)}{environment}", tags={})
    return replace(workshop, target=target)


def foundation_last(workshop: Workshop) -> Declared:
    """What is known of an environment's stacks without its declarations."""
    name = workshop.target.stack_name(*FOUNDATION)
    return Declared({name: ()}, frozenset({name}), {name: FOUNDATION[0]})


def _take(workshop: Workshop, found: Found, now: Now, there: Survey, told: Reaped, *, dry: bool) -> None:
    name = found.environment
    try:
        if dry:
            own = of_environment(workshop, name)
            told.gone[name] = destroy(own, foundation_last(own), dry=True)
            return
        # Much time may have gone by since the survey: somebody may have extended its life meanwhile.
        fresh = survey(workshop, base_of(workshop)).of(name) if len(there.environments) > 1 else found
        if fresh.ephemeral and (why := fresh.stays_because(now())):
            told.left[name] = why
            return
        told.gone[name] = remove_now(workshop, found, now)
    except (StackyardError, *AwsError) as error:
        told.failed[name] = str(error)


def _unclaimed(state: StackState) -> str:
    if state.status == REVIEW:
        return "an empty shell without tags, of nobody's"
    return "its name is as the kit makes them, but it has no tag of the kit"


def in_words(gone: Destroyed) -> str:
    """Say how much of an environment was removed, such as ``3 stacks, 4 more resources``."""
    parts = [_some(gone.stacks, "stack"), _some(gone.resources, "more resource")]
    told = ", ".join(part for part in parts if part) or "nothing was left of it"
    return f"{told}; not looked for: {', '.join(gone.unseen)}" if gone.unseen else told


def _some(things: Sequence[str], word: str) -> str:
    return counted(len(things), word) if things else ""
