"""Request validators and models of a REST API that CloudFormation made take effect.

Stock MiniStack answers CREATE_COMPLETE for `AWS::ApiGateway::RequestValidator` without storing it, ignores a method's
`RequestValidatorId`, and checks a body of any content type by the model of `application/json`. On AWS the validator
exists, the method uses it, and a body is validated by the model of its own content type, else by the one of `$default`,
else not at all ("If no matching content type is found, request validation is not performed", API Gateway Developer
Guide, Request validation for REST APIs). AWS also says what was wrong, in `$context.error.validationErrorString`.

Hooks: the provisioners of `AWS::ApiGateway::RequestValidator` and `Method`, and
`services.apigateway_v1._check_request_validation`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded import hooks, provisioning
from embedded.repairs._body_errors import validation_errors

GATEWAY = "ministack.services.apigateway_v1"
_FLAGS = ("validateRequestBody", "validateRequestParameters")
_DEFAULT_CONTENT_TYPE = "application/json"


def apply() -> None:
    """Makes validators exist, methods use them, and refusals say why."""
    provisioning.provision(
        "AWS::ApiGateway::RequestValidator",
        {"create": _create, "update": _update, "delete": _delete, "update_with_logical_id": False},
    )
    provisioning.after_provisioning("AWS::ApiGateway::Method", _assign_validator)
    hooks.wrap(GATEWAY, "_check_request_validation", _by_content_type)


def _validators(api_id: str) -> dict[str, dict[str, Any]]:
    stored: dict[str, dict[str, Any]] = hooks.attribute(GATEWAY, "_request_validators").setdefault(api_id, {})
    return stored


def _flags(properties: provisioning.Properties) -> dict[str, bool]:
    return {flag: provisioning.truth(properties.get(flag[0].upper() + flag[1:])) for flag in _FLAGS}


def _create(logical_id: str, properties: provisioning.Properties, stack_name: str) -> tuple[str, dict[str, str]]:
    name = properties.get("Name") or f"{stack_name}-{logical_id}"
    answer = hooks.attribute(GATEWAY, "_create_request_validator")(
        properties["RestApiId"], {"name": name, **_flags(properties)}
    )
    document = json.loads(answer[2])
    if answer[0] >= 400:  # noqa: PLR2004 - an HTTP status
        raise ValueError(f"AWS::ApiGateway::RequestValidator create failed: {document}")
    return document["id"], {"RequestValidatorId": document["id"]}


def _update(
    physical_id: str, old: provisioning.Properties, new: provisioning.Properties, stack_name: str
) -> tuple[str, dict[str, str]]:
    if any(old.get(key) != new.get(key) for key in ("RestApiId", "Name")):  # both require replacement on AWS
        return _create(physical_id, new, stack_name)
    _validators(new["RestApiId"])[physical_id].update(_flags(new))
    return physical_id, {"RequestValidatorId": physical_id}


def _delete(physical_id: str, properties: provisioning.Properties) -> None:
    _validators(properties["RestApiId"]).pop(physical_id, None)


def _assign_validator(_physical_id: str, properties: provisioning.Properties) -> None:
    """Gives the stored method its validator, and real booleans: a template may spell them as text."""
    resources = hooks.attribute(GATEWAY, "_resources").get(properties["RestApiId"], {})
    method = resources[properties["ResourceId"]]["resourceMethods"][properties["HttpMethod"]]
    method["requestValidatorId"] = properties.get("RequestValidatorId")
    method["apiKeyRequired"] = provisioning.truth(properties.get("ApiKeyRequired"))
    parameters = properties.get("RequestParameters") or {}
    method["requestParameters"] = {name: provisioning.truth(required) for name, required in parameters.items()}


def _model_for(models: Mapping[str, str], content_type: str) -> str | None:
    media_type = content_type.split(";", 1)[0].strip().lower() or _DEFAULT_CONTENT_TYPE
    named = {key.split(";", 1)[0].strip().lower(): model for key, model in models.items()}
    return named.get(media_type) or models.get("$default")


def _by_content_type(original: Any) -> Any:
    def check(method: Any, api_id: str, request: Any, *call: Any) -> Any:
        headers, body, query_params = call
        content_type = hooks.attribute(GATEWAY, "_header_ci")(headers, "content-type")
        model = _model_for(method.get("requestModels") or {}, content_type)
        # MiniStack's check falls back to the model of application/json, so it is given only the one that applies.
        chosen = {**method, "requestModels": {_DEFAULT_CONTENT_TYPE: model} if model else {}}
        error = original(chosen, api_id, request, headers, body, _without_blanks(query_params))
        if error is not None and error.response_type == "BAD_REQUEST_BODY":
            error.validation_errors = validation_errors(_schema_reader(api_id), model or "", body)
        return error

    return check


def _without_blanks(query_params: Mapping[str, list[str]] | None) -> dict[str, list[str]]:
    """The parameters with a value: a required one that is given blank is missing, as on AWS."""
    return {name: values for name, values in (query_params or {}).items() if any(value.strip() for value in values)}


def _schema_reader(api_id: str) -> Any:
    return lambda model: hooks.attribute(GATEWAY, "_model_schema")(api_id, model)
