"""Makes API Gateway resources of operations.

Every logical id is derived from the path and the method alone, so that adding a function never renames, and thereby
never replaces, what is deployed already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from .aliases.names import alias_id
from .model import Document
from .openapi import Operation

REST_API = "AWS::ApiGateway::RestApi"
PERMISSION = "AWS::Lambda::Permission"
_INVOKE = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s}/invocations"
_SOURCE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/*/%s%s"
_ANY_MEDIA_TYPE = "*/*"  # API Gateway calls the model of every other content type `$default`


def resources(operations: Iterable[Operation], document: Document, faults: Faults) -> Document:
    """Make the resources, methods, models and permissions of ``operations`` for the API of ``document``.

    ``document`` is the merged template: it must hold one RestApi and the request validators the operations need.
    """
    # One method of one path twice is a fault that the joined OpenAPI document tells already.
    unique = {(operation.path, operation.method): operation for operation in operations}
    wanted = [unique[key] for key in sorted(unique)]
    if not wanted:
        return {}
    made: Document = {}
    _check_variable_parts(wanted, faults)
    with faults.collecting():
        api = rest_api(document, wanted[0])
        for path, operation in _path_prefixes(wanted).items():
            _add(made, _resource(path, api), operation, faults)
        for operation in wanted:
            with faults.collecting():
                _add(made, _method(operation, api, document), operation, faults)
    return made


def rest_api(document: Document, operation: Operation) -> str:
    """Name the one RestApi of a template. Raises ``StackyardError`` when there is none, or more than one."""
    found: list[str] = [name for name, resource in document["Resources"].items() if type_of(resource) == REST_API]
    if len(found) == 1 and "Body" in document["Resources"][found[0]].get("Properties", {}):
        raise StackyardError(
            f"{operation.place}: the API {found[0]} is described as a whole, so that no path can be added to it",
            given=f"{REST_API} with a Body (Events and DefinitionBody of SAM make one)",
            remedy="write the path as an event of the function, or declare the API without a Body",
        )
    if len(found) == 1:
        return found[0]
    raise StackyardError(
        f"{operation.place}: the stack {operation.fragment.stack} has {'several APIs' if found else 'no API'}",
        given=f"{REST_API} resources: {', '.join(found) or 'none'}",
        remedy=f"declare exactly one {REST_API} in the stack's frame",
    )


def id_of(path: str, *suffixes: str) -> str:
    """Derive a logical id: ``id_of("/v1/test", "Post", "Method")`` is "V1TestPostMethod"."""
    words = re.findall(r"[A-Za-z0-9]+", path) or ["Root"]
    return "".join(word[0].upper() + word[1:] for word in words) + "".join(suffixes)


def path_resources(path: str, api: str) -> Document:
    """Make the resources of every part of a path."""
    made: Document = {}
    for prefix in _prefixes(path):
        made |= _resource(prefix, api)
    return made


def _prefixes(path: str) -> list[str]:
    """Give every path part that must exist, parents first."""
    parts = path.strip("/").split("/") if path != "/" else []
    return ["/" + "/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _path_prefixes(operations: list[Operation]) -> dict[str, Operation]:
    """Give every path part that must exist, parents first, with the first operation that needs it."""
    prefixes: dict[str, Operation] = {}
    for operation in operations:
        for prefix in _prefixes(operation.path):
            prefixes.setdefault(prefix, operation)
    return prefixes


def _check_variable_parts(operations: list[Operation], faults: Faults) -> None:
    """Note two names of one variable part (``/tests/{id}``, ``/tests/{testId}``): API Gateway refuses the second."""
    variable: dict[str, str] = {}
    for path, operation in _path_prefixes(operations).items():
        parent, _, part = path.rpartition("/")
        first = variable.setdefault(parent, path) if part.startswith("{") else path
        if first != path:
            given, remedy = f"{path} and {first}", "give the variable part one name everywhere"
            faults.add("two names for one part of a path", place=operation.place, given=given, remedy=remedy)


def _resource(path: str, api: str) -> Document:
    parent, _, part = path.rpartition("/")
    parent_id: Any = {"Ref": id_of(parent, "Resource")} if parent else {"Fn::GetAtt": [api, "RootResourceId"]}
    properties = {"RestApiId": {"Ref": api}, "ParentId": parent_id, "PathPart": part}
    return {id_of(path, "Resource"): {"Type": "AWS::ApiGateway::Resource", "Properties": properties}}


def _method(operation: Operation, api: str, document: Document) -> Document:
    """Make the method of an operation, the models of its bodies, and the permission to call its function."""
    prefix = id_of(operation.path, operation.method.capitalize())
    function, alias = operation.fragment.logical_id, operation.fragment.alias
    called = alias_id(function, alias) if alias else function
    models = _models(operation, prefix, api)
    properties: Document = {
        "RestApiId": {"Ref": api},
        "ResourceId": _resource_of(operation.path, api),
        "HttpMethod": operation.method.upper(),
        **({"OperationName": operation.name} if operation.name else {}),
        "AuthorizationType": "NONE",
        "ApiKeyRequired": operation.api_key,
        **_checks(operation, document, prefix),
        "Integration": {
            "Type": "AWS_PROXY",
            "IntegrationHttpMethod": "POST",
            "Uri": {"Fn::Sub": _INVOKE % (called if alias else f"{function}.Arn")},
        },
    }
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": called},
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": {"Fn::Sub": _SOURCE % (api, operation.method.upper(), re.sub(r"\{[^}]*\}", "*", operation.path))},
    }
    made = {
        **models,
        f"{prefix}Method": {"Type": "AWS::ApiGateway::Method", "Properties": properties},
        f"{prefix}Permission": {"Type": PERMISSION, "Properties": permission},
    }
    return _under_condition(made, document["Resources"][function].get("Condition"))


def _resource_of(path: str, api: str) -> Document:
    return {"Fn::GetAtt": [api, "RootResourceId"]} if path == "/" else {"Ref": id_of(path, "Resource")}


def _checks(operation: Operation, document: Document, prefix: str) -> Document:
    """Give the properties by which API Gateway refuses bad requests itself."""
    checks: Document = {}
    if operation.parameters:
        checks["RequestParameters"] = dict(operation.parameters)
    if operation.bodies:
        checks["RequestModels"] = {
            "$default" if media_type == _ANY_MEDIA_TYPE else media_type: {
                "Ref": _model_id(operation, media_type, prefix)
            }
            for media_type in operation.bodies
        }
    validator = _validator(operation)
    if validator and type_of(document["Resources"].get(validator)) != "AWS::ApiGateway::RequestValidator":
        raise StackyardError(
            f"{operation.place}: the stack {operation.fragment.stack} has no request validator {validator}",
            given=f"{operation.method.upper()} {operation.path} has something to validate",
            remedy=f"add `{validator}: {{Type: AWS::ApiGateway::RequestValidator, ...}}` to the stack's frame",
        )
    return checks | ({"RequestValidatorId": {"Ref": validator}} if validator else {})


def _validator(operation: Operation) -> str:
    """Name the frame's validator that an operation needs; empty for none."""
    if operation.checks_parameters and operation.bodies:
        return "ParametersAndBodyValidator"
    return "BodyValidator" if operation.bodies else "ParametersValidator" if operation.checks_parameters else ""


def _models(operation: Operation, prefix: str, api: str) -> Document:
    return {
        _model_id(operation, media_type, prefix): {
            "Type": "AWS::ApiGateway::Model",
            "Properties": {"RestApiId": {"Ref": api}, "ContentType": "application/json", "Schema": schema},
        }
        for media_type, schema in operation.bodies.items()
    }


def _model_id(operation: Operation, media_type: str, prefix: str) -> str:
    """Name a model; media types of one schema share theirs, a second schema gets the media type in its name."""
    schemas = list(operation.bodies.values())
    first_of_its_kind = schemas.index(operation.bodies[media_type])
    if first_of_its_kind == 0:
        return f"{prefix}Model"
    return f"{prefix}{id_of(list(operation.bodies)[first_of_its_kind])}Model"


def _under_condition(made: Document, condition: Any) -> Document:
    """What belongs to a function exists under the same condition as the function."""
    return {name: {**resource, "Condition": condition} for name, resource in made.items()} if condition else made


def _add(made: Document, more: Document, operation: Operation, faults: Faults) -> None:
    for name, resource in more.items():
        if made.setdefault(name, resource) != resource:
            faults.add(
                "two paths of the API give the same logical id",
                place=operation.place,
                given=f"{name}: {operation.path}",
                remedy="write path parts so that they differ in their letters and digits",
            )


def type_of(resource: Any) -> str:
    """Give a resource's type; empty for what is no resource (a loop of AWS::LanguageExtensions)."""
    return str(resource.get("Type", "")) if isinstance(resource, dict) else ""
