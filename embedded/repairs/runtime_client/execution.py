"""How an invocation of a Python function finds an environment, and where its answer and its log go."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc

from embedded.repairs._gateway_call import CURRENT
from embedded.repairs.runtime_client import retirement
from embedded.repairs.runtime_client.environment import log_group
from embedded.repairs.runtime_client.logs import Invocation, platform_lines
from embedded.repairs.runtime_client.worker import LAUNCHER, RuntimeClientWorker, served_by, starting

logger = logging.getLogger("stackyard.runtime")


def is_python(config: dict[str, Any]) -> bool:
    """Whether a function's runtime is a Python."""
    return str(config.get("Runtime", "")).startswith("python")


def worker_class(original: Callable[..., Any]) -> Callable[..., Any]:
    """Hook of `_worker_class_for`."""
    return lambda config: RuntimeClientWorker if is_python(config) else original(config)


def launcher_folder(original: Callable[..., str]) -> Callable[..., str]:
    """Hook of `_provided_runtime_code_dir`: a Python environment starts our launcher, not a file of the function."""
    return lambda code_zip: str(LAUNCHER) if starting.get() is not None else original(code_zip)


def execute(original: Callable[..., Any]) -> Callable[..., Any]:
    """Hook of `_execute_function_warm`."""

    def run(func: dict[str, Any], event: Any, request_id: str) -> Any:
        config = func.get("config") or func
        if call := CURRENT.get(None):  # a REST API waits for the answer, and its access log may name the invocation
            call.function_request_id = request_id
        return _run_python(config, func, event, request_id) if is_python(config) else original(func, event, request_id)

    return run


def _run_python(config: dict[str, Any], func: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
    served_by.set(None)
    if not func.get("code_zip"):
        return _error("Runtime.NoCode", "The function has no deployment package.")
    if lambda_svc._durable_ctx.get():
        return _error("Runtime.Unsupported", "The embedded AWS does not run durable executions.")
    lambda_svc._ensure_reaper_thread()
    version = config.get("Version", "$LATEST")
    revision = config.get("RevisionId")  # read before the code, as updates change it after that
    worker, origin = lambda_runtime.acquire_worker(config["FunctionName"], config, func["code_zip"], qualifier=version)
    if origin == "spawn":
        retirement.outdate_if_late(worker, version, revision)
    try:
        answer = worker.invoke(
            event,
            request_id,
            trace_id=lambda_svc._xray_trace_id_for_invocation(config),
            invoked_function_arn=config.get("FunctionArn", ""),
        )
    finally:
        retirement.release(worker)
    if answer["status"] == "ok":
        return {"body": answer.get("result"), "log": answer["log"]}
    return {"body": answer["error_payload"], "error": True, "log": answer["log"]}


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"body": {"errorType": kind, "errorMessage": message}, "error": True, "log": message}


def emit_logs(original: Callable[..., None]) -> Callable[..., None]:
    """Hook of `_emit_lambda_logs`."""

    def emit(func: dict[str, Any], request_id: str, text: str, error: Any, duration_ms: int, **source: Any) -> None:
        worker = served_by.get()
        served_by.set(None)
        if worker is None:
            return original(func, request_id, text, error, duration_ms, **source)
        config = func.get("config") or func
        invocation = Invocation(request_id, duration_ms, worker.peak_memory_mb, bool(error))
        lines = platform_lines(config, invocation, text.split("\n") if text else [])
        return _write(log_group(config), worker.log_stream, lines)

    return emit


def _write(group_name: str, stream_name: str, lines: list[str]) -> None:
    now = int(time.time() * 1000)
    stream = _stream(group_name, stream_name, now)
    cloudwatch_logs._append_log_events(
        stream, [{"timestamp": now, "message": line, "ingestionTime": now} for line in lines]
    )
    cloudwatch_logs._fanout_to_subscription_filters(
        group_name, stream_name, [{"timestamp": now, "message": line} for line in lines]
    )


def _stream(group_name: str, stream_name: str, now: int) -> dict[str, Any]:
    group = cloudwatch_logs._log_groups.get(group_name)
    if group is None:
        group = cloudwatch_logs._log_groups[group_name] = {
            "arn": cloudwatch_logs._make_group_arn(group_name),
            "creationTime": now,
            "retentionInDays": None,
            "tags": {},
            "subscriptionFilters": {},
            "streams": {},
        }
    empty: dict[str, Any] = {
        "events": [],
        "uploadSequenceToken": "1",
        "creationTime": now,
        "firstEventTimestamp": None,
        "lastEventTimestamp": None,
        "lastIngestionTime": None,
    }
    found: dict[str, Any] = group["streams"].setdefault(stream_name, empty)
    return found
