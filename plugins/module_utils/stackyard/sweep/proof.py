"""The proof that an environment is gone: nothing bears its tag, and no name begins as all its names do."""

from __future__ import annotations

from collections.abc import Collection

from ..apply.asking import ask
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..faults import Faults
from ..plan.model import ENVIRONMENT_TAG, SYSTEM_TAG
from ..plan.read import read_stacks
from ..text.words import are, counted
from .ahead import neighbours
from .kinds import Services
from .names import names_of, prefixes_of
from .survey import those_there
from .tagged import still_there, tagged

_LOOKS = 20  # deletions take their time to become visible
_GLANCES = 3  # at names where something is known to be left: waiting for all to be gone would be in vain


def prove(
    workshop: Workshop, found: StackyardError | None = None, *, only: Collection[str] = (), everywhere: bool = True
) -> tuple[str, ...]:
    """Look by tag and by name, unless the removal has ``found`` already what is left by its tag.

    Gives what could not be looked at, with the reason. Raises ``StackyardError`` with all that is left at once: where
    it names no end, nobody looks for it again. The arguments are those of ``prove_no_names``.
    """
    faults, unseen = Faults(workshop.target.prefix), tuple[str, ...]()
    with faults.collecting():
        if found:
            raise found
        prove_gone(workshop, only=only)
    with faults.collecting():
        patience = _GLANCES if faults.errors else _LOOKS
        unseen = prove_no_names(workshop, patience=patience, only=only, everywhere=everywhere)
    faults.raise_if_any()
    return unseen


def prove_gone(workshop: Workshop, *, patience: int = _LOOKS, only: Collection[str] = ()) -> None:
    """Look for anything tagged for the environment, up to ``patience`` times; with ``only``, for one of these systems.

    Raises ``StackyardError`` listing it.
    """
    target = workshop.target
    tagging, services = target.client("resourcegroupstaggingapi"), Services(target)
    left = still_there(
        lambda: ask(workshop, lambda: tagged(tagging, target.environment, only)),
        lambda found: those_there(workshop, services, found),
        workshop.pace,
        patience,
    )
    if left:
        of = f"{ENVIRONMENT_TAG}={target.environment}{_of(only)}"
        raise StackyardError(
            f"{counted(len(left), 'resource')} tagged {of} {are(len(left))} left",
            given="\n    ".join(["", *map(str, left)]).rstrip(),
            remedy="remove them, or their tag if they are not the environment's; then run the same command again",
        )


def prove_no_names(
    workshop: Workshop, *, patience: int = _LOOKS, only: Collection[str] = (), everywhere: bool = True
) -> tuple[str, ...]:
    """Look for any name that begins as all names of the environment do, whether it is tagged or not.

    Looks up to ``patience`` times; with ``only``, for names of these systems; without ``everywhere``, in the target's
    region only, as is right where the environment has others. Gives what could not be looked at, with the reason.
    Raises ``StackyardError`` listing what is left.
    """
    target = workshop.target
    listed = ask(workshop, lambda: read_stacks(workshop.cloudformation, f"{target.prefix}-")).values()
    prefixes = prefixes_of(workshop, only)
    for look in workshop.pace.looks():
        names = [names_of(workshop, prefix, neighbours(target, listed), everywhere=everywhere) for prefix in prefixes]
        left = [named for one in names for named in one.found]
        if not left or look + 1 >= patience:
            break
    if left:
        begun = " or ".join(f"{prefix}-..." for prefix in prefixes)
        raise StackyardError(
            f"{counted(len(left), 'resource')} named {begun} {are(len(left))} left",
            given="\n    ".join(["", *map(str, left)]).rstrip(),
            remedy="remove them, or rename them if they are not the environment's; then run the same command again",
        )
    return names[0].unseen


def _of(systems: Collection[str]) -> str:
    return f", {SYSTEM_TAG}={' or '.join(sorted(systems))}" if systems else ""
