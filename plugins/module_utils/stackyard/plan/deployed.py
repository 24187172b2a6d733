"""The stacks that an environment has by now: where everybody begins who looks at a deployment and changes nothing."""

from __future__ import annotations

from typing import Any

from ..errors import StackyardError
from ..target import Target
from .model import StackState
from .read import belongs, read_stacks


def deployed_stacks(cloudformation: Any, target: Target) -> list[StackState]:
    """Read the environment's stacks, nested ones too, by name; shells that hold nothing yet are left out.

    Raises ``StackyardError`` when there is none.
    """
    states = read_stacks(cloudformation, f"{target.prefix}-").values()
    mine = [state for state in states if belongs(state, target.environment) and state.status != "REVIEW_IN_PROGRESS"]
    if not mine:
        raise StackyardError(
            f"nothing is deployed to {target.environment}",
            given=f"account {target.account}, {target.region}: no stack {target.prefix}-... with its tag",
            remedy=f"bin/deploy {target.environment}",
        )
    return sorted(mine, key=lambda state: state.name)
