"""Refuses systems that nobody knows, where a command is asked to be for some systems only (``-e systems=...``).

A name that fits nothing would otherwise do nothing, and end well.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from .errors import StackyardError
from .plan.model import ENVIRONMENT_TAG, SYSTEM_TAG
from .plan.read import read_stacks
from .settings.environment import known_environments
from .settings.named import meant
from .target import Target

# The kit's own stacks come before all systems, and go with the last of them.
KIT = frozenset({"account", "foundation"})


def refuse_no_name(systems: Collection[str]) -> None:
    """Refuse a command that is to be for some systems and names none: it must not be one for all of them."""
    raise StackyardError(
        "-e systems names no system",
        given="-e systems=",
        remedy=f"name some of {', '.join(systems)}, or leave systems out for all; your shell may have made it empty",
    )


def check_chosen(chosen: Collection[str], declared: Collection[str], target: Target) -> None:
    """Check the names of systems; what nobody declares any more may still be deployed, and is looked for there.

    Raises ``StackyardError`` naming what there is.
    """
    if set(chosen) <= set(declared):
        return
    check_known(chosen, {*declared, *_deployed(target.client("cloudformation"), target)} - KIT)


def check_known(chosen: Collection[str], systems: Collection[str]) -> None:
    """Check the names of systems against those that there are. Raises ``StackyardError`` naming what there is."""
    known = sorted(systems)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1)
        other = meant(unknown[0], known_environments())
        said = f"{other}; " if other else f"did you mean {near[0]}? " if near else ""
        raise StackyardError(
            f"there is no system {', '.join(unknown)}",
            given=f"-e systems={','.join(chosen)}",
            remedy=f"{said}systems: {', '.join(known) or 'none'}; "
            "one of your own is listed in group_vars/all/systems.yml",
        )


def _deployed(cloudformation: Any, target: Target) -> set[str]:
    states = read_stacks(cloudformation, f"{target.prefix}-").values()
    mine = (state.tags for state in states if state.tags.get(ENVIRONMENT_TAG) == target.environment)
    return {tags[SYSTEM_TAG] for tags in mine if SYSTEM_TAG in tags}
