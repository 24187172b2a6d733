"""Features that services lack in a partition, asked for through CloudFormation or the service itself.

- `edge-endpoints`: an API of type EDGE, and a domain name for one;
- `user-pool-authorizers`: an API that asks a Cognito user pool who calls;
- `function-tracing`: a function whose TracingConfig is Active;
- `function-urls`: a URL of a function's own;
- `snap-start`: SnapStart of a function in Python;
- `code-signing`: signatures of a function's code;
- `recursion-settings`: what becomes of functions that call themselves;
- `bucket-destinations`: a bucket as the destination of failed calls;
- `mapping-settings`: metrics and pollers of an event source mapping, and its tags where its own service is asked;
- `live-tail`: logs as they come, by CloudWatch itself;
- `cache-policies`: a distribution of CloudFront whose behaviours name a CachePolicyId;
- `cloudfront-functions`: functions of CloudFront, key value stores, and distributions with one;
- `origin-access-controls`: those of CloudFront, and distributions with one;
- `message-move-tasks`: the redrive of dead letters by SQS.

Hooks: `handle_request` of `services.apigateway_v1`, `.lambda_svc`, `.cloudfront` and `.cloudwatch_logs`,
`services.sqs._dispatch`, and the provisioners of the types that are named below.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from embedded import hooks, provisioning
from embedded.repairs.partition_rules._answers import Request, lacking, place, refusing, region

Wanted = Callable[[Request], Iterator[str]]
"""Names the features that a request asks for."""

_SENTENCES = {
    "bucket-destinations": "A destination of type S3 is not supported in {place}: use SQS or SNS",
    "cache-policies": "CachePolicyId is not supported in {place}: use ForwardedValues",
    "cloudfront-functions": "CloudFront Functions are not available in {place}",
    "code-signing": "Code signing is not available in {place}",
    "edge-endpoints": "Endpoint Configuration type EDGE is not supported in this region: {region}",
    "function-tracing": "TracingConfig with Mode Active is not supported in {place}: use PassThrough",
    "function-urls": "Function URLs are not available in {place}",
    "live-tail": "Live Tail is not available in {place}",
    "mapping-settings": "Metrics, tags and provisioned pollers of event source mappings are not supported in {place}",
    "message-move-tasks": "The action {action} is not valid for this endpoint: {place}",
    "origin-access-controls": "Origin access controls are not available in {place}: use an origin access identity",
    "recursion-settings": "Recursive loop detection is not available in {place}",
    "snap-start": "SnapStart is not supported for Python in {place}",
    "user-pool-authorizers": "Authorizers of type COGNITO_USER_POOLS are not supported in {place}",
}
# Type, property, value that the property holds somewhere (None: whatever it holds), feature.
_PROPERTIES: tuple[tuple[str, str, str | None, str], ...] = (
    ("AWS::ApiGateway::Authorizer", "Type", "COGNITO_USER_POOLS", "user-pool-authorizers"),
    ("AWS::ApiGateway::DomainName", "EndpointConfiguration", "EDGE", "edge-endpoints"),
    ("AWS::ApiGateway::RestApi", "EndpointConfiguration", "EDGE", "edge-endpoints"),
    ("AWS::CloudFront::Distribution", "DistributionConfig", "CachePolicyId", "cache-policies"),
    ("AWS::CloudFront::Distribution", "DistributionConfig", "FunctionAssociations", "cloudfront-functions"),
    ("AWS::CloudFront::Distribution", "DistributionConfig", "OriginAccessControlId", "origin-access-controls"),
    ("AWS::Lambda::EventSourceMapping", "MetricsConfig", None, "mapping-settings"),
    ("AWS::Lambda::EventSourceMapping", "ProvisionedPollerConfig", None, "mapping-settings"),
    ("AWS::Lambda::Function", "CodeSigningConfigArn", None, "code-signing"),
    ("AWS::Lambda::Function", "RecursiveLoop", None, "recursion-settings"),
    ("AWS::Lambda::Function", "TracingConfig", "Active", "function-tracing"),
)


def apply() -> None:
    """Puts the hooks named above in place."""
    for module, service, code, wanted in (
        ("apigateway_v1", "apigateway", "BadRequestException", _of_api),
        ("lambda_svc", "lambda", "InvalidParameterValueException", _of_function),
        ("cloudfront", "cloudfront", "InvalidArgument", _of_distribution),
    ):
        refusing(module, service, functools.partial(_refusal, code, wanted))
    hooks.wrap("ministack.services.sqs", "_dispatch", _without_move_tasks)
    hooks.wrap("ministack.services.cloudwatch_logs", "_start_live_tail", _without_live_tail)
    for kind, name, value, feature in _PROPERTIES:
        provisioning.before_provisioning(kind, functools.partial(_refuse_property, feature, name, value))
    provisioning.before_provisioning("AWS::Lambda::Function", _refuse_snap_start)
    for kind in ("AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping"):
        provisioning.before_provisioning(kind, _refuse_bucket)


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


def _refusal(code: str, wanted: Wanted, request: Request) -> tuple[str, str] | None:
    told = next(filter(None, map(_told, wanted(request))), None)
    return (code, told) if told else None


def _of_api(request: Request) -> Iterator[str]:
    if not re.match(r"/(restapis|domainnames)\b", request.path):
        return
    given = _document(request.body)
    changed = [one for one in given.get("patchOperations") or () if "endpointConfiguration" in one.get("path", "")]
    if _holds([given.get("endpointConfiguration"), *changed], "EDGE") or "EDGE" in str(request.query):
        yield "edge-endpoints"
    if request.path.endswith("/authorizers") and given.get("type") == "COGNITO_USER_POOLS":
        yield "user-pool-authorizers"


def _of_function(request: Request) -> Iterator[str]:
    kind = re.match(r"/[\d-]+/(?P<kind>[a-z-]+)(?:/[^/]+/(?P<part>[a-z-]+))?", request.path)
    if kind is None or request.method not in {"POST", "PUT"}:
        return
    if kind["part"] in {"url", "recursion-config"}:
        yield {"url": "function-urls", "recursion-config": "recursion-settings"}[kind["part"]]
    elif "code-signing-config" in request.path:
        yield "code-signing"
    elif kind["part"] == "event-invoke-config":
        yield from _of_failures(_document(request.body))
    elif kind["kind"] == "event-source-mappings":
        yield from _of_mapping(_document(request.body))
    elif kind["kind"] == "functions" and kind["part"] in {None, "configuration"}:
        yield from _of_configuration(_document(request.body))


def _of_configuration(given: Mapping[str, Any]) -> Iterator[str]:
    if (given.get("TracingConfig") or {}).get("Mode") == "Active":
        yield "function-tracing"
    if given.get("CodeSigningConfigArn"):
        yield "code-signing"
    if _is_snap_start(given):
        yield "snap-start"


def _of_mapping(given: Mapping[str, Any]) -> Iterator[str]:
    if any(given.get(name) for name in ("MetricsConfig", "ProvisionedPollerConfig", "Tags")):
        yield "mapping-settings"
    yield from _of_failures(given)


def _of_failures(given: Mapping[str, Any]) -> Iterator[str]:
    failure = (given.get("DestinationConfig") or {}).get("OnFailure") or {}
    if ":s3:" in str(failure.get("Destination")):
        yield "bucket-destinations"


def _is_snap_start(given: Mapping[str, Any]) -> bool:
    applied = (given.get("SnapStart") or {}).get("ApplyOn", "None")
    return applied != "None" and str(given.get("Runtime") or "python").startswith("python")


def _of_distribution(request: Request) -> Iterator[str]:
    body, found = request.body, re.match(r"/2020-05-31/([a-z-]+)", request.path)
    kind = found[1] if found else ""
    if kind in {"function", "key-value-store"} or (kind == "distribution" and b"<FunctionARN>" in body):
        yield "cloudfront-functions"
    if kind == "origin-access-control" or (kind == "distribution" and _has_text(b"OriginAccessControlId", body)):
        yield "origin-access-controls"
    if kind == "distribution" and b"<CachePolicyId>" in body:
        yield "cache-policies"


def _has_text(element: bytes, body: bytes) -> bool:
    return re.search(rb"<" + element + rb">[^<]", body) is not None


def _without_live_tail(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(*arguments: Any) -> Any:
        told = _told("live-tail")
        if told is None:
            return original(*arguments)
        return hooks.attribute("ministack.services.cloudwatch_logs", "error_response_json")(
            "InvalidOperationException", told, 400
        )

    return start


def _document(body: bytes) -> dict[str, Any]:
    """A body in JSON; nothing where it is something else, as when an API is imported."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refuse_property(feature: str, name: str, value: str | None, properties: provisioning.Properties) -> None:
    found = provisioning.glance(properties, name)
    if found and (value is None or _holds(found, value)):
        _refuse(feature)


def _refuse_snap_start(properties: provisioning.Properties) -> None:
    if _is_snap_start({name: provisioning.glance(properties, name) for name in ("SnapStart", "Runtime")}):
        _refuse("snap-start")


def _refuse_bucket(properties: provisioning.Properties) -> None:
    for feature in _of_failures({"DestinationConfig": provisioning.glance(properties, "DestinationConfig")}):
        _refuse(feature)


def _refuse(feature: str) -> None:
    told = _told(feature)
    if told:
        raise ValueError(told)


def _holds(value: Any, wanted: str) -> bool:
    """Whether a value, a key or an element somewhere in a property is the wanted one."""
    if isinstance(value, Mapping):
        return any((name == wanted and bool(one)) or _holds(one, wanted) for name, one in value.items())
    if isinstance(value, list):
        return any(_holds(one, wanted) for one in value)
    return bool(value == wanted)
