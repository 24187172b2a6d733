"""Keeps an environment stopped that was, whatever a deployment has brought: its functions are stopped again.

After a deployment that failed, too: what it had already made or updated would run until somebody deploys once more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import StackyardError
from ..target import Target
from .functions import Functions
from .pull import Stopping
from .status import Stopped, look

BY_HAND = "hand"
Answer = TypeVar("Answer")


def hold(target: Target, *, dry: bool = False) -> tuple[Stopped, list[str]]:
    """Give what is stopped, and stop what runs besides; ``dry`` only looks. Raises as ``Stopping.hold`` does."""
    found = look(target.client("resourcegroupstaggingapi"), target.environment)
    if dry or not found.count:
        return found, []
    return found, Stopping(functions_of(target), BY_HAND, target.now()).hold()


def kept_stopped(target: Target, deploy: Callable[[], tuple[dict[str, Any], Answer]]) -> tuple[dict[str, Any], Answer]:
    """Deploy, which gives a task's result and anything else; where that fails, hold what is stopped, and say so."""
    try:
        result, answer = deploy()
    except BaseException:
        _after_failure(target)
        raise
    if result.get("failed") and (lines := _after_failure(target)):
        result = result | {"msg": "\n".join([result["msg"], "", *lines])}
    return result, answer


def _after_failure(target: Target) -> list[str]:
    """Say what was stopped again; what goes wrong with that hides the failure nowhere."""
    try:
        _, names = hold(target)
    except (StackyardError, ClientError, BotoCoreError) as error:
        command = f"bin/stop {target.environment}"
        return [f"should the environment be stopped, functions of it may run, so say {command}: {error}"]
    return [f"stopped again {name}" for name in names]


def functions_of(target: Target) -> Functions:
    """Give the functions of a target's environment."""
    client: Any = target.client("lambda")
    return Functions(client, target.environment, target.prefix)
