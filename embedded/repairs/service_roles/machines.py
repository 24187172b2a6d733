"""State machines act as their role.

Hooks, in `services.stepfunctions`: `_execute_task`, `_run_map_items`, `_run_distributed_map` (they know the execution),
`_invoke_resource`, `_invoke_with_callback` and `_read_map_items` (they do the work).
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.acting import DeniedError, require
from embedded.task_permissions import Permission, Place, of_reader, of_task

_STATES = "ministack.services.stepfunctions"

_role: contextvars.ContextVar[str] = contextvars.ContextVar("role_of_state_machine", default="")


def apply() -> None:
    """Puts the hooks named above in place."""
    for function in ("_execute_task", "_run_map_items"):
        hooks.wrap(_STATES, function, _knowing_the_role)
    hooks.wrap(_STATES, "_run_distributed_map", _starting_children)
    hooks.wrap(_STATES, "_invoke_resource", _asking)
    hooks.wrap(_STATES, "_invoke_with_callback", _asking)
    hooks.wrap(_STATES, "_read_map_items", _reading)


def _state_machine(execution: dict[str, Any]) -> str:
    # The children of a distributed map belong to `<state machine>/<label>`.
    return str(execution["stateMachineArn"]).partition("/")[0]


def _knowing_the_role(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(state: Any, data: Any, execution: Any, context: Any) -> Any:
        machine = hooks.attribute(_STATES, "_state_machines").get(_state_machine(execution)) if execution else None
        token = _role.set(machine["roleArn"] if machine else "")
        try:
            return original(state, data, execution, context)
        finally:
            _role.reset(token)

    return run


def _starting_children(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(state: Any, raw: Any, effective: Any, iterator: Any, execution: Any, *rest: Any) -> Any:
        _require([("states:StartExecution", _state_machine(execution))], "States.Permissions")
        return original(state, raw, effective, iterator, execution, *rest)

    return run


def _asking(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(resource: str, arguments: Any, *rest: Any) -> Any:
        _require(of_task(resource, arguments, _place()), _error_name(resource))
        return original(resource, arguments, *rest)

    return invoke


def _reading(original: Callable[..., Any]) -> Callable[..., Any]:
    def read(reader: dict[str, Any], effective: Any, context: Any) -> Any:
        template = reader.get("Parameters") or reader.get("Arguments") or {}
        arguments = hooks.attribute(_STATES, "_resolve_params_obj")(template, effective, context)
        _require(of_reader(reader.get("Resource", ""), arguments), "States.ItemReaderFailed")
        return original(reader, effective, context)

    return read


def _require(permissions: list[Permission], error: str) -> None:
    if not _role.get():  # a single state that is being tested runs outside of any state machine
        return
    for action, resource in permissions:
        try:
            require(_role.get(), action, resource)
        except DeniedError as denied:
            cause = f"{denied} (Status Code: 403; Error Code: AccessDeniedException)"
            raise hooks.attribute(_STATES, "_ExecutionError")(error, cause) from denied


def _error_name(resource: str) -> str:
    """What AWS calls a refused call: `Lambda.AWSLambdaException`, `S3.S3Exception`, `DynamoDb.DynamoDbException`."""
    service = resource.rsplit(":::", maxsplit=1)[-1].removeprefix("aws-sdk:").partition(":")[0]
    if ":lambda:" in resource or service == "lambda":
        return "Lambda.AWSLambdaException"
    name = {"dynamodb": "DynamoDb", "eventbridge": "EventBridge", "sesv2": "SesV2"}.get(service, service.capitalize())
    return f"{name}.{name}Exception" if ":aws-sdk:" in resource else f"{name}.Amazon{name}Exception"


def _place() -> Place:
    responses = "ministack.core.responses"
    return Place(hooks.attribute(responses, "get_account_id")(), hooks.attribute(responses, "get_region")())
