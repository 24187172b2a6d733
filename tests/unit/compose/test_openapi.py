from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.compose.openapi import path_parameters
from stackyard.templates.documents import read

from tests.repository import openapi_of

API = "lambdas/shop/buy/openapi.yaml"
OK = "responses: {'200': {description: ok}}"


def get(repository, body, path="/v1/orders", more=""):
    """Compose a system whose one function serves `GET <path>`; give the method's properties."""
    repository.write(API, openapi_of(f"{{'{path}': {{get: {{{body}, {OK}}}}}}}", more))
    return next(r["Properties"] for r in repository.resources().values() if r["Type"] == "AWS::ApiGateway::Method")


def test_required_query_parameter__is_checked_by_the_gateway(repository):
    method = get(repository, "parameters: [{name: id, in: query, required: true, schema: {type: string}}]")
    assert method["RequestParameters"] == {"method.request.querystring.id": True}
    assert method["RequestValidatorId"] == {"Ref": "ParametersValidator"}


def test_optional_parameter__is_declared_and_not_checked(repository):
    method = get(repository, "parameters: [{name: X-Trace, in: header, schema: {type: string}}]")
    assert method["RequestParameters"] == {"method.request.header.X-Trace": False}
    assert "RequestValidatorId" not in method


def test_variable_part_of_the_path__is_declared_without_being_written(repository):
    method = get(repository, "operationId: one", path="/v1/orders/{id}")
    assert method["RequestParameters"] == {"method.request.path.id": True}
    assert "RequestValidatorId" not in method


def test_parameter_of_the_whole_path_and_by_reference__counts(repository):
    more = "components: {parameters: {Id: {name: id, in: query, required: true, schema: {type: string}}}}"
    paths = f"{{/v1/orders: {{parameters: [{{$ref: '#/components/parameters/Id'}}], get: {{{OK}}}}}}}"
    repository.write(API, openapi_of(paths, more))
    method = repository.resources()["V1OrdersGetMethod"]["Properties"]
    assert method["RequestParameters"] == {"method.request.querystring.id": True}


@pytest.mark.parametrize("parameter", ["{name: id, in: cookie}", "{in: query}", "{name: id, in: path}"])
def test_parameter_that_cannot_be_passed_on__is_told(repository, parameter):
    repository.write(API, openapi_of(f"{{/v1/orders: {{get: {{parameters: [{parameter}], {OK}}}}}}}"))
    assert f"{API}:3: a parameter that API Gateway cannot pass on" in repository.fault()


def test_api_key__is_required_where_security_says_so(repository):
    assert get(repository, "security: [{apiKey: []}]")["ApiKeyRequired"] is True
    assert get(repository, "operationId: open")["ApiKeyRequired"] is False


def test_security_of_the_whole_file__counts_unless_the_method_says_otherwise(repository):
    assert get(repository, "operationId: a", more="security: [{apiKey: []}]")["ApiKeyRequired"] is True
    assert get(repository, "security: []", more="security: [{apiKey: []}]")["ApiKeyRequired"] is False


def test_security_that_cannot_be_composed__is_told(repository):
    repository.write(API, openapi_of(f"{{/v1/orders: {{get: {{security: [{{oauth: []}}], {OK}}}}}}}"))
    message = repository.fault()
    assert f"{API}:3: the security scheme oauth cannot be composed" in message
    assert "security: [{apiKey: []}]" in message


@pytest.mark.parametrize(
    ("path", "names"), [("/", []), ("/v1/{id}", ["id"]), ("/{a}/x/{rest+}", ["a", "rest"]), ("/v1/{", [])]
)
def test_variable_parts__are_found_in_a_path(path, names):
    assert path_parameters(path) == names


def test_body_with_a_model_of_its_own__is_checked_by_that_and_described_by_its_schema(repository):
    text = "content: {application/json: {x-stackyard-model: {type: object}, schema: {type: object, required: [id]}}}"
    repository.write(API, openapi_of(f"{{/v1/orders: {{post: {{requestBody: {{{text}}}, {OK}}}}}}}"))
    composed = repository.compose()
    (model,) = [r["Properties"] for r in repository.resources().values() if r["Type"].endswith("::Model")]
    assert model["Schema"] == {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}
    written = read(Path(composed.openapi), repository.root)["paths"]["/v1/orders"]["post"]["requestBody"]
    assert written == {"content": {"application/json": {"schema": {"type": "object", "required": ["id"]}}}}
