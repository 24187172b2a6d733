"""The stacks that an environment has by now: where everybody begins who looks at a deployment and changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..errors import StackyardError
from ..target import Target
from .model import StackState
from .read import belongs, of_systems, read_stacks


def deployed_stacks(cloudformation: Any, target: Target, systems: Collection[str] = ()) -> list[StackState]:
    """Read the environment's stacks, nested ones too, by name; shells that hold nothing yet are left out.

    With ``systems`` those of them only.

    Raises ``StackyardError`` when there is none.
    """
    states = read_stacks(cloudformation, f"{target.prefix}-").values()
    mine = [state for state in states if belongs(state, target.environment) and state.status != "REVIEW_IN_PROGRESS"]
    mine = [state for state in mine if of_systems(state, systems)]
    if not mine:
        what = f"nothing of {', '.join(systems)}" if systems else "nothing"
        raise StackyardError(
            f"{what} is deployed to {target.environment}",
            given=f"account {target.account}, {target.region}: no stack {target.prefix}-... with its tag",
            remedy=f"bin/deploy {target.environment}",
        )
    return sorted(mine, key=lambda state: state.name)
