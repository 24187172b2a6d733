"""The time limit of a whole execution: `TimeoutSeconds` at the top of a definition.

Stock MiniStack ignores it. Here the execution is TIMED_OUT when it runs out: the state under way is finished, and
nothing of it is used, as when an execution is stopped. A timer ends it while it waits; as timers are late on a machine
that was asleep or is busy, it is looked up at each of its events, too, so that it never goes on past its limit.

Hooks: `_run_execution`, `_add_event`.
"""

from __future__ import annotations

import contextvars
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.step_functions_gaps._names import STATES, Document

_ends: dict[str, float] = {}  # of executions with a limit that run, by ARN (seconds of the monotonic clock)
_ending = threading.Lock()


def apply() -> None:
    """Limits each execution as its definition says."""
    hooks.wrap(STATES, "_run_execution", _limited)
    hooks.wrap(STATES, "_add_event", _looking)


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
        _ends[arn] = time.monotonic() + limit
        try:
            original(arn)
        finally:
            timer.cancel()
            del _ends[arn]

    return run


def _looking(original: Callable[..., Document]) -> Callable[..., Document]:
    def add(execution: Document, event_type: str, details: Document | None = None) -> Document:
        if time.monotonic() >= _ends.get(execution["executionArn"], float("inf")):
            _expire(execution)
        return original(execution, event_type, details)

    return add


def _limit(execution: Document) -> float:
    machine: Any = hooks.attribute(STATES, "_state_machines").get(execution.get("stateMachineArn")) or {}
    seconds: float = json.loads(machine.get("definition") or "{}").get("TimeoutSeconds") or 0
    return seconds


def _expire(execution: Document) -> None:
    with _ending:
        if execution["status"] != "RUNNING":
            return
        execution["stopDate"] = hooks.attribute(STATES, "now_iso")()
        execution["status"] = "TIMED_OUT"
    hooks.attribute(STATES, "_add_event")(execution, "ExecutionTimedOut")
    hooks.attribute(STATES, "_emit_execution_status_event")(execution)
