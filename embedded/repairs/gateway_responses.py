"""Gateway responses for every error that API Gateway makes itself.

Stock MiniStack renders customized gateway responses, but leaves `$context.error.validationErrorString` and most other
`$context` variables unreplaced, accepts bodies of any size, sends a function's exception text to the caller, takes
answers that are no proxy answers for good ones, waits for an integration for ever, and answers a throttled function
with 429. On AWS a body over 10 MB is REQUEST_TOO_LARGE (413), an answer after the integration's timeout
INTEGRATION_TIMEOUT (504), an exception or a malformed answer of the function 502, a refused invocation 500, the last
two rendered through DEFAULT_5XX and without any text of the function ("API Gateway treats all invocation and function
errors as internal errors", AWS Lambda Developer Guide).

Hooks in `services.apigateway_v1`: `_gateway_error_response`, `_GATEWAY_TEMPLATE_VARIABLE`, `_execute_in_scope`,
`_lambda_proxy_response`, `_invoke_lambda_proxy_v1`, `_GATEWAY_RESPONSE_ERROR_TYPES`.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from embedded import hooks
from embedded.repairs import _gateway_call
from embedded.repairs._gateway_call import CURRENT, GATEWAY

BODY_LIMIT_BYTES = 10 * 1024 * 1024
DEFAULT_TIMEOUT_MS = 29_000
_INTERNAL = "Internal server error"

logger = logging.getLogger("stackyard.gateway")
_VARIABLES: contextvars.ContextVar[dict[str, str]] = contextvars.ContextVar("stackyard_gateway_variables")


class IntegrationFault(Exception):  # noqa: N818 - not an error of ours: it carries the gateway's answer
    """The integration did not give an answer that can be passed on; `status` is what the gateway says then."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def apply() -> None:
    """Renders every error of the gateway itself, and nothing of the function's."""
    error_types = hooks.attribute(GATEWAY, "_GATEWAY_RESPONSE_ERROR_TYPES")
    error_types.update(
        INVALID_API_KEY="ForbiddenException",
        QUOTA_EXCEEDED="LimitExceededException",
        REQUEST_TOO_LARGE="RequestTooLargeException",
        INTEGRATION_TIMEOUT="InternalServerErrorException",
    )
    pattern = hooks.attribute(GATEWAY, "_GATEWAY_TEMPLATE_VARIABLE")
    hooks.replace(GATEWAY, "_GATEWAY_TEMPLATE_VARIABLE", _TemplateVariables(pattern))
    hooks.wrap(GATEWAY, "_gateway_error_response", _with_all_variables)
    hooks.wrap(GATEWAY, "_lambda_proxy_response", _only_well_formed)
    hooks.wrap(GATEWAY, "_invoke_lambda_proxy_v1", _in_time)
    hooks.wrap(GATEWAY, "_execute_in_scope", _within_limits)
    _gateway_call.install()  # outermost, so that a call refused by its size is known too


def _error(response_type: str, message: str, default_status: int | None = None) -> Any:
    error = hooks.attribute(GATEWAY, "_GatewayError")(response_type, message)
    error.default_status = default_status
    return error


class _TemplateVariables:
    """Stands in for MiniStack's compiled pattern: `sub` knows the variables of the current call as well."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def sub(self, known: Callable[[re.Match[str]], str], template: str) -> str:
        variables = _VARIABLES.get({})

        def value(match: re.Match[str]) -> str:
            name = match.group(1) or match.group(2)
            return variables[name] if name in variables else known(match)

        return self._pattern.sub(value, template)


def _with_all_variables(original: Callable[..., Any]) -> Callable[..., Any]:
    def respond(error: Any, request: dict[str, Any]) -> Any:
        call = CURRENT.get(None)
        variables = call.variables() if call and call.request is request else {}
        variables = {name: text for name, text in variables.items() if not name.startswith("context.error.")}
        variables["context.error.validationErrorString"] = getattr(error, "validation_errors", "")
        token = _VARIABLES.set(variables)
        try:
            status, headers, body = original(error, request)
        finally:
            _VARIABLES.reset(token)
        return _status(error, request, status), headers, body

    return respond


def _status(error: Any, request: dict[str, Any], rendered: int) -> int:
    """The status of an error that has one of its own within DEFAULT_5XX, unless that response sets one."""
    own = getattr(error, "default_status", None)
    if own is None:
        return rendered
    deployed = hooks.attribute(GATEWAY, "_deployed_gateway_responses").get(request["api_id"], {})
    customized = deployed.get(request["stage"].get("deploymentId")) or {}
    return rendered if (customized.get(error.response_type) or {}).get("statusCode") else own


def _within_limits(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def execute(request: Any, api_id: str, stage_name: str, *rest: Any) -> Any:
        stage = hooks.attribute(GATEWAY, "_stages_v1").get(api_id, {}).get(stage_name)
        body = rest[3]
        if stage and len(body or b"") > BODY_LIMIT_BYTES:
            request["stage"] = stage
            return _error("REQUEST_TOO_LARGE", "Request Too Long")
        try:
            return await original(request, api_id, stage_name, *rest)
        except IntegrationFault as fault:
            logger.warning("API %s: %s", api_id, fault)
            return _error("DEFAULT_5XX", _INTERNAL, fault.status)
        except Exception:
            logger.exception("API %s: the call failed inside the gateway", api_id)
            return _error("DEFAULT_5XX", _INTERNAL)

    return execute


def _in_time(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def invoke(integration: dict[str, Any], *rest: Any, **options: Any) -> Any:
        limit = int(integration.get("timeoutInMillis") or DEFAULT_TIMEOUT_MS) / 1000
        # Not cancelled: as on AWS, the function goes on, only nobody waits for it any more.
        answer = asyncio.ensure_future(original(integration, *rest, **options))
        done, _pending = await asyncio.wait({answer}, timeout=limit)
        return answer.result() if done else _error("INTEGRATION_TIMEOUT", "Endpoint request timed out")

    return invoke


def _only_well_formed(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def shape(result: dict[str, Any]) -> Any:
        if result.get("throttle"):
            raise IntegrationFault(500, "the function refused the invocation: too many at once")
        if result.get("error"):
            raise IntegrationFault(502, "the function ended with an error; see its log group")
        fault = malformation(_decoded(result.get("body")))
        if fault:
            raise IntegrationFault(502, f"malformed Lambda proxy response: {fault}")
        return original({**result, "body": _decoded(result.get("body"))})

    return shape


def _decoded(answer: Any) -> Any:
    """A runtime may hand over the function's answer as the JSON text that it is."""
    if isinstance(answer, (str, bytes)):
        try:
            return json.loads(answer)
        except ValueError:
            return answer
    return answer


def malformation(answer: Any) -> str | None:
    """What makes a function's answer no answer of a REST proxy integration, or None."""
    if not isinstance(answer, dict):
        return f"not an object: {type(answer).__name__}"
    if not re.fullmatch(r"[1-5]\d\d", str(answer.get("statusCode"))):
        return f"no usable statusCode: {answer.get('statusCode')!r}"
    if not isinstance(answer.get("body"), (str, type(None))):
        return "the body is not a string"
    for name in ("headers", "multiValueHeaders"):
        if not isinstance(answer.get(name), (dict, type(None))):
            return f"{name} is not an object"
    return None
