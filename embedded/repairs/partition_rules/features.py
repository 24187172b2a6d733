"""Features that services lack in a partition, asked for through CloudFormation or the service itself.

- `edge-endpoints`: an API of type EDGE, and a domain name for one;
- `function-tracing`: a function whose TracingConfig is Active;
- `function-urls`: a URL of a function's own;
- `cache-policies`: a distribution of CloudFront whose behaviours name a CachePolicyId;
- `message-move-tasks`: the redrive of dead letters by SQS.

Hooks: `handle_request` of `services.apigateway_v1`, `.lambda_svc` and `.cloudfront`, `services.sqs._dispatch`, and the
provisioners of the types that are named below.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from embedded import hooks, provisioning
from embedded.repairs.partition_rules._answers import answer, lacking, place, region

Handle = Callable[..., Awaitable[Any]]
Wanted = Callable[[str, str, bytes, Mapping[str, Any]], Iterator[str]]
"""Given method, path, body and query of a request, names the features that it asks for."""

_SENTENCES = {
    "cache-policies": "CachePolicyId is not supported in {place}: use ForwardedValues",
    "edge-endpoints": "Endpoint Configuration type EDGE is not supported in this region: {region}",
    "function-tracing": "TracingConfig with Mode Active is not supported in {place}: use PassThrough",
    "function-urls": "Function URLs are not available in {place}",
    "message-move-tasks": "The action {action} is not valid for this endpoint: {place}",
}


def apply() -> None:
    """Puts the hooks named above in place."""
    for module, service, code, wanted in (
        ("apigateway_v1", "apigateway", "BadRequestException", _of_api),
        ("lambda_svc", "lambda", "InvalidParameterValueException", _of_function),
        ("cloudfront", "cloudfront", "InvalidArgument", _of_distribution),
    ):
        checked = functools.partial(_checked, service, code, wanted)
        hooks.wrap(f"ministack.services.{module}", "handle_request", checked)
    hooks.wrap("ministack.services.sqs", "_dispatch", _without_move_tasks)
    for kind, feature, path, value in (
        ("AWS::ApiGateway::RestApi", "edge-endpoints", "EndpointConfiguration", "EDGE"),
        ("AWS::ApiGateway::DomainName", "edge-endpoints", "EndpointConfiguration", "EDGE"),
        ("AWS::Lambda::Function", "function-tracing", "TracingConfig", "Active"),
        ("AWS::CloudFront::Distribution", "cache-policies", "DistributionConfig", "CachePolicyId"),
    ):
        provisioning.before_provisioning(kind, functools.partial(_refuse_property, feature, path, value))


def _told(feature: str, **more: str) -> str | None:
    if feature not in lacking().features:
        return None
    return _SENTENCES[feature].format(place=place(), region=region(), **more)


def _without_move_tasks(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def dispatch(action: str, *arguments: Any) -> Any:
        told = _told("message-move-tasks", action=action) if "MessageMoveTask" in action else None
        if told:
            raise hooks.attribute("ministack.services.sqs", "_Err")("InvalidAction", told)
        return await original(action, *arguments)

    return dispatch


def _checked(service: str, code: str, wanted: Wanted, original: Handle) -> Handle:
    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        for feature in wanted(method, path, body, query or {}):
            told = _told(feature)
            if told:
                return answer(service, 400, code, told, headers)
        return await original(method, path, headers, body, query)

    return handle


def _of_api(_method: str, path: str, body: bytes, query: Mapping[str, Any]) -> Iterator[str]:
    if re.match(r"/(restapis|domainnames)\b", path) and (b'"EDGE"' in body or "EDGE" in str(query)):
        yield "edge-endpoints"


def _of_function(method: str, path: str, body: bytes, _query: Mapping[str, Any]) -> Iterator[str]:
    if method == "POST" and re.fullmatch(r"/2021-10-31/functions/[^/]+/url", path):
        yield "function-urls"
    configures = re.fullmatch(r"/2015-03-31/functions(/[^/]+/configuration)?", path) and b'"TracingConfig"' in body
    if configures and (json.loads(body).get("TracingConfig") or {}).get("Mode") == "Active":
        yield "function-tracing"


def _of_distribution(_method: str, path: str, body: bytes, _query: Mapping[str, Any]) -> Iterator[str]:
    if path.startswith("/2020-05-31/distribution") and b"<CachePolicyId>" in body:
        yield "cache-policies"


def _refuse_property(feature: str, path: str, value: str, properties: provisioning.Properties) -> None:
    if _holds(provisioning.glance(properties, path), value):
        told = _told(feature)
        if told:
            raise ValueError(told)


def _holds(value: Any, wanted: str) -> bool:
    """Whether a value, a key or an element somewhere in a property is the wanted one."""
    if isinstance(value, Mapping):
        return any(name == wanted or _holds(one, wanted) for name, one in value.items())
    if isinstance(value, list):
        return any(_holds(one, wanted) for one in value)
    return bool(value == wanted)
