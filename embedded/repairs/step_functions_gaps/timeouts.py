"""The time limit of a whole execution: `TimeoutSeconds` at the top of a definition.

Stock MiniStack ignores it. Here the execution is TIMED_OUT when it runs out: the state under way is finished, and
nothing of it is used, as when an execution is stopped.

Hook: `_run_execution`.
"""

from __future__ import annotations

import contextvars
import json
import threading
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.step_functions_gaps._names import STATES, Document


def apply() -> None:
    """Sets a timer for as long as an execution with a limit runs."""
    hooks.wrap(STATES, "_run_execution", _limited)


def _limited(original: Callable[[str], None]) -> Callable[[str], None]:
    def run(arn: str) -> None:
        execution = hooks.attribute(STATES, "_executions").get(arn) or {}
        limit = _limit(execution)
        if not limit:
            original(arn)
            return
        # In the execution's context, which says whose account and region it is.
        timer = threading.Timer(limit, contextvars.copy_context().run, [_expire, execution])
        timer.daemon = True
        timer.start()
        try:
            original(arn)
        finally:
            timer.cancel()

    return run


def _limit(execution: Document) -> float:
    machine: Any = hooks.attribute(STATES, "_state_machines").get(execution.get("stateMachineArn")) or {}
    seconds: float = json.loads(machine.get("definition") or "{}").get("TimeoutSeconds") or 0
    return seconds


def _expire(execution: Document) -> None:
    if execution["status"] == "RUNNING":
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = hooks.attribute(STATES, "now_iso")()
        hooks.attribute(STATES, "_add_event")(execution, "ExecutionTimedOut")
        hooks.attribute(STATES, "_emit_execution_status_event")(execution)
