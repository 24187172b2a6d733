"""What is charged for by request or by time, counted where it happens.

Hooks: `core.iam_evaluator.enforce` (each request is decided on there, root's too), `lambda_svc._emit_lambda_logs`,
`cloudwatch_logs._fanout_to_subscription_filters`, `apigateway_v1._execute_in_scope`, `stepfunctions._execute_*`,
`._add_event` and `._run_execution`. Used: `sts._sessions`, `stepfunctions._state_machines`.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from embedded import hooks
from embedded.repairs._gateway_call import GATEWAY
from embedded.repairs._log_groups import LOGS
from embedded.usage import Usage

_LAMBDA, _STATES = "ministack.services.lambda_svc", "ministack.services.stepfunctions"
_GB = 1024**3
_EVENT_BYTES = 26  # that CloudWatch Logs adds to each event
# Reads are cheap, deletions free, all else is a write.
_READS = ("Get", "Head", "Select", "Query", "Scan", "BatchGet", "ConditionCheck", "Describe")
_FREE = ("Delete", "Abort")
# A retried task is one more transition, so tasks are counted by their attempts.
_STEPS = ("pass", "choice", "wait", "parallel", "map")
_STEP_EVENTS = frozenset({"TaskScheduled", "SucceedStateEntered", "FailStateEntered"})


def apply(usage: Usage) -> None:
    """Puts the hooks in place; what they see is added to `usage`."""
    hooks.wrap("ministack.core.iam_evaluator", "enforce", functools.partial(_requests, usage))
    hooks.wrap(_LAMBDA, "_emit_lambda_logs", functools.partial(_invocations, usage))
    hooks.wrap(LOGS, "_fanout_to_subscription_filters", functools.partial(_logged, usage))
    hooks.wrap(GATEWAY, "_execute_in_scope", functools.partial(_calls, usage))
    for step in _STEPS:
        hooks.wrap(_STATES, f"_execute_{step}", functools.partial(_steps, usage))
    hooks.wrap(_STATES, "_add_event", functools.partial(_step_events, usage))
    hooks.wrap(_STATES, "_run_execution", functools.partial(_express_runs, usage))


@functools.lru_cache(maxsize=1024)
def kind_of(action: str) -> str:
    """What a request is charged as, by its IAM action; empty when it costs nothing that is known here."""
    service, _, name = action.partition(":")
    if service == "sqs":
        return "sqs.requests"
    if action == "sns:Publish":
        return "sns.publishes"
    if service == "ses" and name.startswith("Send"):
        return "ses.mails"
    if service == "s3" and not name.startswith(_FREE):
        return "s3.reads" if name.startswith(_READS) else "s3.writes"
    if service == "dynamodb" and name.endswith(("Item", "Items", "Query", "Scan")):
        return "dynamodb.reads" if name.startswith(_READS) else "dynamodb.writes"
    return ""


@functools.lru_cache(maxsize=4096)
def name_of(arn: str) -> str:
    """The name of a bucket, queue, topic or table in the ARN of it, or of something in it; empty for any of them."""
    last = arn.split(":", 5)[-1]
    if last.startswith("table/"):
        return last.split("/")[1]
    return "" if last == "*" else last.split("/")[0]


def _requests(usage: Usage, original: Callable[..., Any]) -> Callable[..., Any]:
    sessions = hooks.attribute("ministack.services.sts", "_sessions")

    def enforce(access_key_id: str, action: str, service: str, region: str, **named: Any) -> Any:
        denied = original(access_key_id, action, service, region, **named)
        kind = kind_of(action)
        if kind and denied is None:
            # Identities are shared by systems: a mail belongs to whoever sends it.
            sender = kind == "ses.mails"
            name = _role_of(sessions.get(access_key_id)) if sender else name_of(named.get("resource_arn", "*"))
            if name:
                usage.add(kind, name)
        return denied

    return enforce


def _role_of(session: Mapping[str, Any] | None) -> str:
    """The role of a session such as `arn:aws:sts::000000000000:assumed-role/<role>/<session>`."""
    parts = str((session or {}).get("Arn", "")).rpartition(":")[2].split("/")
    return parts[1] if parts[0] == "assumed-role" else "root"


def _invocations(usage: Usage, original: Callable[..., None]) -> Callable[..., None]:
    def emit(function: dict[str, Any], request_id: str, text: str, error: Any, duration_ms: int, **more: Any) -> None:
        config = function.get("config") or function
        name, architecture = config["FunctionName"], (config.get("Architectures") or ["x86_64"])[0]
        seconds = max(duration_ms, 1) / 1000  # each begun millisecond is paid for
        usage.add("lambda.requests", name)
        usage.add(f"lambda.gb_seconds.{architecture}", name, int(config.get("MemorySize") or 128) / 1024 * seconds)
        original(function, request_id, text, error, duration_ms, **more)

    return emit


def _logged(usage: Usage, original: Callable[..., None]) -> Callable[..., None]:
    def fan_out(group: str, stream: str, events: list[dict[str, Any]]) -> None:
        size = sum(len(str(event.get("message", "")).encode()) + _EVENT_BYTES for event in events)
        usage.add("logs.ingested", group, size / _GB)
        original(group, stream, events)

    return fan_out


def _calls(usage: Usage, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def execute(request: Any, api_id: str, *rest: Any) -> Any:
        usage.add("apigateway.rest.requests", api_id)
        return await original(request, api_id, *rest)

    return execute


def _steps(usage: Usage, original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(state: Any, data: Any, *rest: Any) -> Any:
        _step(usage, (rest[-1] or {}).get("StateMachine", {}).get("Id", ""))
        return original(state, data, *rest)

    return execute


def _step_events(usage: Usage, original: Callable[..., Any]) -> Callable[..., Any]:
    def add(execution: dict[str, Any], kind: str, details: Any = None) -> Any:
        if kind in _STEP_EVENTS:
            _step(usage, execution.get("stateMachineArn", ""))
        return original(execution, kind, details)

    return add


def _step(usage: Usage, machine: str) -> None:
    if machine and not _is_express(machine):
        usage.add("states.transitions", machine.rpartition(":")[2])


def _express_runs(usage: Usage, original: Callable[[str], Any]) -> Callable[[str], Any]:
    executions = hooks.attribute(_STATES, "_executions")

    def run(execution_arn: str) -> Any:
        machine = (executions.get(execution_arn) or {}).get("stateMachineArn", "")
        if _is_express(machine):
            usage.add("states.express.requests", machine.rpartition(":")[2])
        return original(execution_arn)

    return run


def _is_express(machine: str) -> bool:
    found = hooks.attribute(_STATES, "_state_machines").get(machine) or {}
    return bool(found.get("type") == "EXPRESS")
