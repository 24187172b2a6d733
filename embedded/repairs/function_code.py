"""A function or layer without code, or for a runtime that does not exist, is refused.

Stock MiniStack creates a function whose S3 object is missing and answers its invocations with a made-up success; a
layer of a template whose object is missing is empty; an unreadable archive or an unknown runtime in a template is
accepted as well. On AWS the call, and so the stack, fails and says which object could not be read.

Hooks: `lambda_svc._fetch_code_from_s3`, `._create_function`, `._update_code`, `._publish_layer_version`,
the provisioners of `AWS::Lambda::Function` and `AWS::Lambda::LayerVersion`. Used: `lambda_svc._reject_unreadable_zip`,
`s3._buckets`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import botocore.session

from embedded import hooks, provisioning

_LAMBDA = "ministack.services.lambda_svc"
_TYPE = "AWS::Lambda::Function"
_LAYER_TYPE = "AWS::Lambda::LayerVersion"


class MissingCodeError(ValueError):
    """The S3 object with a deployment package cannot be read."""


def apply() -> None:
    """Hooks the reading of packages and the handlers of functions in templates."""
    hooks.wrap(_LAMBDA, "_fetch_code_from_s3", _required)
    for operation in ("_create_function", "_update_code", "_publish_layer_version"):
        hooks.wrap(_LAMBDA, operation, _answering_missing_code)
    functions = provisioning.handler(_TYPE)
    functions["create"] = _checking_create(functions["create"])
    functions["update"] = _checking_update(functions["update"])
    provisioning.after_provisioning(_TYPE, _refuse_unreadable_archive)
    provisioning.after_provisioning(_LAYER_TYPE, _refuse_unreadable_layer)


@functools.cache
def known_runtimes() -> frozenset[str]:
    """The runtimes that the Lambda API's own description lists."""
    shape: Any = botocore.session.get_session().get_service_model("lambda").shape_for("Runtime")
    return frozenset(shape.enum)


def _required(original: Callable[..., bytes | None]) -> Callable[..., bytes]:
    def fetch(bucket: str, key: str, version_id: str | None = None) -> bytes:
        code = original(bucket, key, version_id=version_id)
        if code is not None:
            return code
        exists = bucket in hooks.attribute("ministack.services.s3", "_buckets")
        problem = (
            "NoSuchKey. S3 Error Message: The specified key does not exist."
            if exists
            else ("NoSuchBucket. S3 Error Message: The specified bucket does not exist")
        )
        raise MissingCodeError(f"Error occurred while GetObject. S3 Error Code: {problem} (s3://{bucket}/{key})")

    return fetch


def _answering_missing_code(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*arguments: Any, **options: Any) -> Any:
        try:
            return original(*arguments, **options)
        except MissingCodeError as error:
            answer = hooks.attribute(_LAMBDA, "error_response_json")
            return answer("InvalidParameterValueException", str(error), 400)

    return call


def _checking_create(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        _refuse_bad_properties(properties)
        return original(logical_id, properties, stack)

    return create


def _checking_update(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any, **named: Any) -> Any:
        _refuse_bad_properties(new)
        return original(physical_id, old, new, *rest, **named)

    return update


def _refuse_bad_properties(properties: dict[str, Any]) -> None:
    code = properties.get("Code") or {}
    if code.get("ImageUri"):
        return
    if not code.get("ZipFile") and not (code.get("S3Bucket") and code.get("S3Key")):
        raise ValueError(
            f"Please provide a source for function code. (Service: Lambda, Status Code: 400; given: {code})"
        )
    runtime = properties.get("Runtime")
    if runtime not in known_runtimes():
        raise ValueError(
            f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            f"[{', '.join(sorted(known_runtimes()))}] (Service: Lambda, Status Code: 400)"
        )


def _refuse_unreadable_archive(name: str, _properties: provisioning.Properties) -> None:
    _refuse_unreadable(hooks.attribute(_LAMBDA, "_functions")[name].get("code_zip"))


def _refuse_unreadable_layer(_arn: str, properties: provisioning.Properties) -> None:
    content = properties["Content"]
    fetch = hooks.attribute(_LAMBDA, "_fetch_code_from_s3")
    _refuse_unreadable(fetch(content["S3Bucket"], content["S3Key"], version_id=content.get("S3ObjectVersion")))


def _refuse_unreadable(code: bytes | None) -> None:
    problem = hooks.attribute(_LAMBDA, "_reject_unreadable_zip")(code)
    if problem:
        raise ValueError(f"{json.loads(problem[2])['message']} (Service: Lambda, Status Code: 400)")
