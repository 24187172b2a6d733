"""Execution environments that an update makes outdated finish what they are at.

Stock MiniStack kills them with the invocation that runs in them: a caller gets an error, and messages of a queue whose
function was about to finish stay hidden for their whole visibility timeout. On AWS an update is for the next
invocation; those under way end with the code that they began with. What deletes a function ends its environments here.

An invocation that came before an update may make its environment after it, of the code that it came for. Stock keeps
that environment: the function answers with its old code from then on, until the next update. Here it ends as well.

Hooks: `services.lambda_svc.invalidate_worker`, `core.lambda_runtime.kill_workers`.
Used: `services.lambda_svc._functions`, `._get_func_record_for_qualifier`; `core.lambda_runtime._lock`, `._workers`,
`.release_worker`.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from embedded.repairs.runtime_client.worker import RuntimeClientWorker

_updating: contextvars.ContextVar[bool] = contextvars.ContextVar("updating", default=False)


def outdate(original: Callable[..., None]) -> Callable[..., None]:
    """Hook of `invalidate_worker`: a function that is still there was updated."""

    def invalidate(function: str, *which: Any, **more: Any) -> None:
        token = _updating.set(function in lambda_svc._functions)
        try:
            original(function, *which, **more)
        finally:
            _updating.reset(token)

    return invalidate


def kill(original: Callable[[Iterable[Any]], None]) -> Callable[[Iterable[Any]], None]:
    """Hook of `kill_workers`: an update spares what is at work."""
    return lambda workers: original([one for one in workers if not (_updating.get() and _ends_by_itself(one))])


def outdate_if_late(worker: RuntimeClientWorker, version: str, revision: str | None) -> None:
    """Leave a new environment to its invocation alone, if its function is not of this revision any more."""
    _, config = lambda_svc._get_func_record_for_qualifier(worker.config["FunctionName"], version)
    if config and config.get("RevisionId") == revision:
        return  # an update that comes from now on finds it among the others
    with lambda_runtime._lock:
        worker.outdated = True
        for workers in lambda_runtime._workers.values():
            if worker in workers:
                workers.remove(worker)


def release(worker: RuntimeClientWorker) -> None:
    """Give an environment back after an invocation; an outdated one ends."""
    lambda_runtime.release_worker(worker)
    if worker.outdated:
        lambda_runtime.kill_workers([worker])


def _ends_by_itself(worker: Any) -> bool:
    with lambda_runtime._lock:  # that `release_worker` takes: either it is seen at work here, or outdated there
        if not (isinstance(worker, RuntimeClientWorker) and worker.in_use):
            return False
        worker.outdated = True
        return True
