"""Functions write logs, consume queues and hand on failures as their role.

Hooks: `lambda_svc._emit_lambda_logs`, `._create_esm`, `._route_async_failure`; the provisioner of
`AWS::Lambda::EventSourceMapping`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from embedded import hooks, provisioning
from embedded.acting import DeniedError, require
from embedded.partition import HERE
from embedded.repairs.runtime_client.environment import log_group
from embedded.task_permissions import of_target

_LAMBDA = "ministack.services.lambda_svc"
_CONSUMER = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")

logger = logging.getLogger("stackyard.runtime")


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(_LAMBDA, "_emit_lambda_logs", _writing)
    hooks.wrap(_LAMBDA, "_create_esm", _refusing)
    hooks.wrap(_LAMBDA, "_route_async_failure", _handing_on)
    provisioning.after_provisioning("AWS::Lambda::EventSourceMapping", _checking)


def _writing(original: Callable[..., None]) -> Callable[..., None]:
    told: set[str] = set()

    def emit(func: dict[str, Any], *rest: Any, **named: Any) -> None:
        config = func.get("config") or func
        _, _, _, region, account, *_ = str(config["FunctionArn"]).split(":")
        streams = f"{HERE.arns}:logs:{region}:{account}:log-group:{log_group(config)}:log-stream:*"
        try:
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                require(config["Role"], action, streams)
        except DeniedError as denied:
            if config["FunctionArn"] not in told:
                told.add(config["FunctionArn"])
                logger.warning("%s has no log: %s", config["FunctionName"], denied)
            return
        original(func, *rest, **named)

    return emit


def _handing_on(original: Callable[..., None]) -> Callable[..., None]:
    def route(target: str, name: str, event: Any, result: Any) -> None:
        found, _, _ = hooks.attribute(_LAMBDA, "_get_func_record_for_ref")(name)
        try:
            for action, resource in of_target(target) if found else ():
                require((found.get("config") or found)["Role"], action, resource)
        except DeniedError as denied:
            logger.warning("the failure of %s was not handed on: %s", name, denied)
            return
        original(target, name, event, result)

    return route


def _refusing(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(data: dict[str, Any], *rest: Any, **named: Any) -> Any:
        try:
            _require_consumer(str(data.get("FunctionName", "")), str(data.get("EventSourceArn", "")))
        except DeniedError as denied:
            return hooks.attribute(_LAMBDA, "error_response_json")("InvalidParameterValueException", str(denied), 400)
        return original(data, *rest, **named)

    return create


def _checking(_physical_id: str, properties: provisioning.Properties) -> None:
    try:
        _require_consumer(str(properties.get("FunctionName", "")), str(properties.get("EventSourceArn", "")))
    except DeniedError as denied:
        raise ValueError(f"{denied} (Service: Lambda, Status Code: 400)") from denied


def _require_consumer(function: str, source: str) -> None:
    found, _, _ = hooks.attribute(_LAMBDA, "_get_func_record_for_ref")(function)
    if found is None or ":sqs:" not in source:
        return
    role = (found.get("config") or found)["Role"]
    for operation in _CONSUMER:
        try:
            require(role, f"sqs:{operation}", source)
        except DeniedError as denied:
            raise DeniedError(
                f"The provided execution role does not have permissions to call {operation} on SQS ({denied})"
            ) from denied
