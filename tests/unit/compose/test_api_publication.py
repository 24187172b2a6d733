from __future__ import annotations

import json

import pytest

from tests.repository import openapi_of

FRAME = "templates/shop/api.yaml"
HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\n'
PATTERN = {"Fn::Split": ["{api_id}", {"Ref": "ApiUrlPattern"}]}
SERVER = {"Fn::Join": ["", [{"Fn::Select": [0, PATTERN]}, {"Ref": "Api"}, {"Fn::Select": [1, PATTERN]}, "/", "api"]]}


@pytest.fixture
def published(repository):
    return repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{OpenApi: {{Path: /v1/openapi.json}}}}}}\n")


def method(repository):
    return repository.resources()["V1OpenapiJsonGetMethod"]["Properties"]


def template(repository):
    """Give the three parts of what the gateway answers: text, the server's address, text."""
    (answer,) = method(repository)["Integration"]["IntegrationResponses"]
    nothing, (before, server, after) = answer["ResponseTemplates"]["application/json"]["Fn::Join"]
    assert nothing == ""
    return before, server, after


def document(repository):
    before, _, after = template(repository)
    return json.loads(f"{before}https://shop.example/api{after}")


def test_frame_that_asks__gets_a_method_that_the_gateway_answers_itself(published):
    made = method(published)
    assert (made["HttpMethod"], made["AuthorizationType"], made["ApiKeyRequired"]) == ("GET", "NONE", False)
    assert made["ResourceId"] == {"Ref": "V1OpenapiJsonResource"}
    assert made["Integration"]["Type"] == "MOCK"
    assert published.resources()["V1OpenapiJsonResource"]["Properties"]["ParentId"] == {"Ref": "V1Resource"}


def test_frame_that_does_not_ask__publishes_nothing(repository):
    assert "V1OpenapiJsonGetMethod" not in repository.resources()
    assert "ApiUrlPattern" not in repository.compose().stacks["api"].document["Parameters"]


def test_document__describes_the_calls_and_names_the_server(published):
    assert document(published)["servers"] == [{"url": "https://shop.example/api"}]
    assert list(document(published)["paths"]) == ["/v1/orders"]
    assert template(published)[1] == SERVER


def test_output__says_where_the_document_is(published):
    outputs = published.compose().stacks["api"].document["Outputs"]
    assert outputs["OpenApiUrl"]["Value"] == {"Fn::Join": ["", [SERVER, "/v1/openapi.json"]]}
    assert "ApiId" in outputs


def test_what_the_gateway_would_work_out__is_written_as_numbers(published):
    published.change("lambdas/shop/buy/openapi.yaml", "description: bought", "description: '$5 #if(1) \\d \"$x\"'")
    before, _, after = template(published)
    assert not {"$", "#"} & set(before + after)
    assert document(published)["paths"]["/v1/orders"]["post"]["responses"]["200"]["description"] == '$5 #if(1) \\d "$x"'


def test_pages_of_any_origin__may_read_it(published):
    made = method(published)
    name = "method.response.header.Access-Control-Allow-Origin"
    assert made["Integration"]["IntegrationResponses"][0]["ResponseParameters"] == {name: "'*'"}
    assert name in made["MethodResponses"][0]["ResponseParameters"]


def test_change_of_what_is_described__makes_a_new_deployment(published):
    def deployment():
        return [name for name in published.resources() if name.startswith("ApiDeployment")]

    before = deployment()
    published.change("lambdas/shop/buy/openapi.yaml", "description: bought", "description: sold")
    assert deployment() != before


def test_other_stacks_functions__are_not_described(published):
    published.write("templates/shop/other.yaml", (published.root / FRAME).read_text())
    published.function("sell", openapi_of("{/v1/sales: {get: {responses: {'200': {description: sold}}}}}"))
    published.change("lambdas/shop/sell/resources.yaml", "Stack: api", "Stack: other")
    assert list(document(published)["paths"]) == ["/v1/orders"]


def test_document_over_the_gateways_limit__is_told(published):
    published.change("lambdas/shop/buy/openapi.yaml", "description: bought", f"description: {'x' * 310_000}")
    message = published.fault()
    assert f"{FRAME}:2: the OpenAPI document is too large to be published" in message
    assert "may have 300 KB" in message


@pytest.mark.parametrize("path", ["v1/openapi.json", "/v1/{id}", "/v1/", "7"])
def test_path_that_cannot_be_one__is_told(repository, path):
    repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{OpenApi: {{Path: '{path}'}}}}}}\n")
    assert f"{FRAME}:2: cannot be the path of the document" in repository.fault()


def test_setting_without_a_path__is_told(repository):
    repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{OpenApi: /v1/openapi.json}}}}\n")
    assert f"{FRAME}:2: OpenApi is not as it should be" in repository.fault()


def test_frame_without_a_stage__is_told(published):
    published.change(FRAME, "AWS::ApiGateway::Stage", "AWS::SNS::Topic")
    assert "there is no one API that could be described" in published.fault()


def test_function_that_serves_the_same_path__is_told(published):
    published.function("sell", openapi_of("{/v1/openapi.json: {get: {responses: {'200': {description: x}}}}}"))
    assert "the name V1OpenapiJsonGetMethod is compose's own" in published.fault()


def test_parameter_of_the_frame_by_the_same_name__is_told(published):
    published.change(
        FRAME, "Environment: {Type: String}\n", "Environment: {Type: String}\n  ApiUrlPattern: {Type: String}\n"
    )
    assert "the name ApiUrlPattern is compose's own" in published.fault()
