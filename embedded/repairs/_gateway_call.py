"""What is known about the REST API call being served, for the repairs of the gateway.

MiniStack passes the parts of a call as separate arguments and forgets some of them. This module keeps them together for
as long as the call lasts, and names them as `$context` variables do.
"""

from __future__ import annotations

import contextvars
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from embedded import hooks
from embedded.clock import CLOCK

GATEWAY = "ministack.services.apigateway_v1"
CURRENT: contextvars.ContextVar[GatewayCall] = contextvars.ContextVar("stackyard_gateway_call")

_installed = False


@dataclass
class GatewayCall:
    """One call of a REST API; `request` is MiniStack's own record of it, filled in while it is routed."""

    request: dict[str, Any]
    api_id: str
    stage_name: str
    method: str
    path: str
    headers: dict[str, Any]
    body: bytes
    account: str
    api_key: dict[str, Any] | None = None
    error: tuple[str, str] | None = None  # type and message of the gateway's own error
    function_request_id: str = ""
    started: float = field(default_factory=CLOCK.now)

    @property
    def stage(self) -> dict[str, Any]:
        """The deployed stage that serves the call; empty before routing found it."""
        return self.request.get("stage") or {}

    def variables(self) -> dict[str, str]:
        """The `$context` variables known at this moment, by their names without the dollar sign."""
        moment = datetime.fromtimestamp(self.started, UTC)
        return {
            "context.accountId": self.account,
            "context.apiId": self.api_id,
            "context.awsEndpointRequestId": self.function_request_id,
            "context.domainName": _header(self.headers, "host"),
            "context.error.message": self.error[1] if self.error else "",
            "context.error.responseType": self.error[0] if self.error else "",
            "context.extendedRequestId": self.request["request_id"],
            "context.httpMethod": self.method,
            "context.identity.apiKeyId": (self.api_key or {}).get("id", "-"),
            "context.identity.sourceIp": source_ip(self.headers),
            "context.identity.userAgent": _header(self.headers, "user-agent"),
            "context.integration.requestId": self.function_request_id,
            "context.path": f"/{self.stage_name}{self.path}",
            "context.protocol": "HTTP/1.1",
            "context.requestId": self.request["request_id"],
            "context.requestTime": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "context.requestTimeEpoch": str(int(self.started * 1000)),
            "context.resourcePath": self.request.get("resource_path") or "",
            "context.stage": self.stage_name,
        }


def source_ip(headers: dict[str, Any]) -> str:
    """The caller's address, as a proxy in front reported it."""
    return _header(headers, "x-forwarded-for").split(",")[0].strip() or "127.0.0.1"


def install() -> None:
    """Makes CURRENT hold every call from its routing on; repairs may ask for it more than once."""
    global _installed  # noqa: PLW0603 - hooks are process-wide, and so is the fact that this one is in place
    if not _installed:
        hooks.wrap(GATEWAY, "_execute_in_scope", _recording)
        hooks.wrap(GATEWAY, "_check_api_key", _remembering_key)
        hooks.wrap(GATEWAY, "_gateway_error_response", _remembering_error)
        _installed = True


def _header(headers: dict[str, Any], name: str) -> str:
    value = headers.get(name, "")
    return value if isinstance(value, str) else (value[-1] if value else "")


def _recording(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def execute(request: Any, api_id: str, stage_name: str, method: str, path: str, *rest: Any) -> Any:
        headers, body, _query, account, _region = rest
        call = GatewayCall(request, api_id, stage_name, method, path, headers or {}, body or b"", account)
        # The call's own task: nothing else sees the variable, and the access log still needs it after the answer.
        CURRENT.set(call)
        return await original(request, api_id, stage_name, method, path, *rest)

    return execute


def _remembering_key(original: Callable[..., Any]) -> Callable[..., Any]:
    def check(*arguments: Any) -> Any:
        error, key = original(*arguments)
        CURRENT.get().api_key = key
        return error, key

    return check


def _remembering_error(original: Callable[..., Any]) -> Callable[..., Any]:
    def respond(error: Any, request: dict[str, Any]) -> Any:
        call = CURRENT.get(None)
        if call and call.request is request:
            call.error = (error.response_type, error.message or "")
        return original(error, request)

    return respond
