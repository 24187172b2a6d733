"""What a REST API hands to its function, keeps of its callers' keys and writes to its access log.

Stock MiniStack's event lacks `requestContext.identity.apiKey` and `apiKeyId`, carries a request id other than the one
in the answer, a `version` that only HTTP APIs have, and the first instead of the last value of a repeated query
parameter. It stores two API keys of the same value, so that the wrong one may be taken, gives away the values of keys
to callers who did not ask for them (`includeValue`), and ignores a stage's access log settings and a usage plan's
limits of single methods.

Hooks in `services.apigateway_v1`: `_build_lambda_event_v1`, `_create_api_key`, `handle_request`,
`_handle_execute_in_scope`; the provisioner of `AWS::ApiGateway::Stage`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from embedded import hooks, provisioning
from embedded.repairs import _access_log, _gateway_call
from embedded.repairs._gateway_call import CURRENT, GATEWAY

_ABSENT_IDENTITY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)


def apply() -> None:
    """Completes the event, guards the keys and writes access logs."""
    _gateway_call.install()
    hooks.wrap(GATEWAY, "_build_lambda_event_v1", _with_identity)
    hooks.wrap(GATEWAY, "_create_api_key", _unique)
    hooks.wrap(GATEWAY, "handle_request", _values_on_request)
    hooks.wrap(GATEWAY, "_handle_execute_in_scope", _access_log.logged)
    provisioning.after_provisioning("AWS::ApiGateway::Stage", _access_log.store_settings)
    provisioning.after_provisioning("AWS::ApiGateway::UsagePlan", _convert_method_throttles)


def _with_identity(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def build(*arguments: Any, **options: Any) -> dict[str, Any]:
        event = original(*arguments, **options)
        call = CURRENT.get()
        event.pop("version", None)
        repeated = event["multiValueQueryStringParameters"]
        if repeated:
            event["queryStringParameters"] = {name: values[-1] for name, values in repeated.items()}
        context = event["requestContext"]
        request_id = call.request["request_id"]
        context.update(
            requestId=request_id,
            extendedRequestId=request_id,
            domainName=call.headers.get("host", ""),
            domainPrefix=call.api_id,
            deploymentId=call.stage.get("deploymentId"),
        )
        key = call.api_key
        keyed = {"apiKey": key["value"], "apiKeyId": key["id"]} if key else {}
        context["identity"] = {**_ABSENT_IDENTITY, **context["identity"], **keyed}
        return event

    return build


def _unique(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def create(data: dict[str, Any]) -> Any:
        value = data.get("value")
        taken = (key.get("value") for _scope, key in hooks.attribute(GATEWAY, "_api_keys").all_items())
        if value is not None and value in taken:
            return hooks.attribute(GATEWAY, "_v1_error")("ConflictException", "API Key already exists", 409)
        return original(data)

    return create


def _values_on_request(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def handle(method: str, path: str, headers: Any, body: Any, query_params: Any) -> Any:
        status, answer_headers, answer = await original(method, path, headers, body, query_params)
        asked = any(_last(query_params, name) == "true" for name in ("includeValue", "includeValues"))
        if method != "GET" or not path.startswith("/apikeys") or asked or status != 200:  # noqa: PLR2004 - HTTP status
            return status, answer_headers, answer
        document = json.loads(answer)
        for key in document.get("item", [document]):
            key.pop("value", None)
        return status, answer_headers, json.dumps(document).encode()

    return handle


def _last(query_params: Any, name: str) -> str:
    value = (query_params or {}).get(name, "")
    return str(value[-1] if isinstance(value, list) else value).lower()


def _convert_method_throttles(plan_id: str, _properties: provisioning.Properties) -> None:
    """A plan's limits per method arrive in the template's spelling, which the data plane does not read."""
    for stage in hooks.attribute(GATEWAY, "_usage_plans")[plan_id]["apiStages"]:
        limits = stage.get("throttle") or {}
        stage["throttle"] = {
            path: {"burstLimit": limit.get("BurstLimit"), "rateLimit": limit.get("RateLimit")}
            for path, limit in limits.items()
        }
