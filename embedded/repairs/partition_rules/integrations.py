"""Integrations of Step Functions that are named as in another partition fail when they run, as on AWS.

A definition with `arn:aws:states:::lambda:invoke` is accepted in China, too, and its executions fail. MiniStack would
pass such a state's input on as if it were its result.

Hooks: `services.stepfunctions._invoke_resource`, `._invoke_with_callback` and `._read_map_items`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.partition import HERE

_STATES = "ministack.services.stepfunctions"
_ARN = re.compile(r"arn:([\w-]+):")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(_STATES, "_invoke_resource", _of_this_partition)
    hooks.wrap(_STATES, "_invoke_with_callback", _of_this_partition)
    hooks.wrap(_STATES, "_read_map_items", _reading)


def _of_this_partition(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(resource: str, *arguments: Any) -> Any:
        _refuse_foreign(resource)
        return original(resource, *arguments)

    return invoke


def _reading(original: Callable[..., Any]) -> Callable[..., Any]:
    def read(reader: dict[str, Any], *rest: Any) -> Any:
        _refuse_foreign(reader.get("Resource", ""))
        return original(reader, *rest)

    return read


def _refuse_foreign(resource: Any) -> None:
    found = _ARN.match(str(resource))
    if found and found[1] != HERE.name:
        error = hooks.attribute(_STATES, "_ExecutionError")
        cause = f"The partition '{found[1]}' of the resource '{resource}' is not that of the execution, '{HERE.name}'"
        raise error("States.Runtime", cause)
