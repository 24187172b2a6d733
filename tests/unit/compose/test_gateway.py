from __future__ import annotations

import pytest
from stackyard.compose.gateway import id_of

from tests.repository import openapi_of

FRAME = "templates/shop/api.yaml"
API = "lambdas/shop/buy/openapi.yaml"
OK = "responses: {'200': {description: ok}}"


def test_path_parts__become_resources_below_each_other(repository):
    resources = repository.resources()
    assert resources["V1Resource"]["Properties"] == {
        "RestApiId": {"Ref": "Api"}, "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "v1",
    }  # fmt: skip
    assert resources["V1OrdersResource"]["Properties"]["ParentId"] == {"Ref": "V1Resource"}


def test_path_part_that_functions_share__is_made_once(repository):
    before = repository.resources()
    repository.function("sell", openapi_of(f"{{/v1/sales: {{get: {{{OK}}}}}}}"))
    after = repository.resources()
    added = {"SellFunction", "SellRole", "V1SalesResource", "V1SalesGetMethod", "V1SalesGetPermission"}
    assert {name for name in set(after) - set(before) if not name.startswith("ApiDeployment")} == added
    assert all(after[name] == before[name] for name in before if not name.startswith(("ApiDeployment", "Stage")))


def test_method__is_a_proxy_to_its_function(repository):
    method = repository.resources()["V1OrdersPostMethod"]["Properties"]
    assert (method["HttpMethod"], method["OperationName"], method["ApiKeyRequired"]) == ("POST", "buy", True)
    assert method["Integration"]["Type"] == "AWS_PROXY"
    assert method["Integration"]["Uri"]["Fn::Sub"].endswith(
        ":lambda:path/2015-03-31/functions/${BuyFunction.Arn}/invocations"
    )


def test_body__becomes_a_model_that_the_gateway_validates(repository):
    resources = repository.resources()
    method = resources["V1OrdersPostMethod"]["Properties"]
    assert method["RequestModels"] == {"application/json": {"Ref": "V1OrdersPostModel"}}
    assert method["RequestValidatorId"] == {"Ref": "BodyValidator"}
    schema = resources["V1OrdersPostModel"]["Properties"]["Schema"]
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert schema["additionalProperties"] is False


def test_body_of_any_media_type__is_the_default_model(repository):
    repository.change(API, "application/json:", "'*/*':")
    method = repository.resources()["V1OrdersPostMethod"]["Properties"]
    assert method["RequestModels"] == {"$default": {"Ref": "V1OrdersPostModel"}}


def test_media_types__share_a_model_when_their_schema_is_the_same(repository):
    content = (
        "{application/json: {schema: {type: object}}, '*/*': {schema: {type: object}}, text/x: {schema: {type: array}}}"
    )
    repository.write(API, openapi_of(f"{{/v1/a: {{post: {{requestBody: {{content: {content}}}, {OK}}}}}}}"))
    resources = repository.resources()
    assert resources["V1APostMethod"]["Properties"]["RequestModels"] == {
        "application/json": {"Ref": "V1APostModel"},
        "$default": {"Ref": "V1APostModel"},
        "text/x": {"Ref": "V1APostTextXModel"},
    }
    assert {"V1APostModel", "V1APostTextXModel"} <= set(resources)


def test_permission__names_the_one_method_it_is_for(repository):
    permission = repository.resources()["V1OrdersPostPermission"]["Properties"]
    assert permission["SourceArn"]["Fn::Sub"] == (
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/POST/v1/orders"
    )
    assert permission["FunctionName"] == {"Ref": "BuyFunction"}
    assert permission["Principal"] == "apigateway.amazonaws.com"


def test_permission_for_a_variable_path__has_a_star_in_its_place(repository):
    repository.write(API, openapi_of(f"{{'/v1/orders/{{id}}/{{rest+}}': {{get: {{{OK}}}}}}}"))
    source = repository.resources()["V1OrdersIdRestGetPermission"]["Properties"]["SourceArn"]["Fn::Sub"]
    assert source.endswith("${Api}/*/GET/v1/orders/*/*")


def test_root_path__uses_the_resource_that_every_api_has(repository):
    repository.write(API, openapi_of(f"{{/: {{get: {{{OK}}}}}}}"))
    resources = repository.resources()
    assert resources["RootGetMethod"]["Properties"]["ResourceId"] == {"Fn::GetAtt": ["Api", "RootResourceId"]}
    assert not [name for name in resources if resources[name]["Type"] == "AWS::ApiGateway::Resource"]


def test_parameters_and_body__need_the_validator_of_both(repository):
    repository.change(API, "operationId: buy", "parameters: [{name: id, in: query, required: true}]")
    message = repository.fault()
    assert f"{API}:5: the stack api has no request validator ParametersAndBodyValidator" in message
    assert "AWS::ApiGateway::RequestValidator" in message


@pytest.mark.parametrize(("count", "problem"), [(0, "has no API"), (2, "has several APIs")])
def test_stack_without_exactly_one_api__is_told(repository, count, problem):
    apis = "".join(f"  Api{number}: {{Type: AWS::ApiGateway::RestApi}}\n" for number in range(count))
    repository.write(FRAME, f"Resources:\n  Topic: {{Type: AWS::SNS::Topic}}\n{apis}")
    message = repository.fault()
    assert f"{API}:5: the stack api {problem}" in message
    assert "declare exactly one AWS::ApiGateway::RestApi" in message


def test_two_paths_of_one_logical_id__are_told(repository):
    repository.write(API, openapi_of(f"{{/v1/a-b: {{get: {{{OK}}}}}, /v1/aB: {{get: {{{OK}}}}}}}"))
    assert "two paths of the API give the same logical id" in repository.fault()


def test_two_names_of_one_variable_part__are_told(repository):
    repository.write(API, openapi_of(f"{{'/v1/{{id}}': {{get: {{{OK}}}}}, '/v1/{{name}}': {{put: {{{OK}}}}}}}"))
    message = repository.fault()
    assert "two names for one part of a path" in message
    assert "/v1/{name} and /v1/{id}" in message


def test_function_under_a_condition__takes_its_methods_with_it(repository):
    repository.change(
        "lambdas/shop/buy/resources.yaml",
        "Type: AWS::Lambda::Function",
        "Type: AWS::Lambda::Function\n    Condition: HasShop",
    )
    resources = repository.resources()
    assert {name for name in resources if resources[name].get("Condition") == "HasShop"} == {
        "BuyFunction", "V1OrdersPostModel", "V1OrdersPostMethod", "V1OrdersPostPermission",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "logical_id"),
    [("/v1/test", "V1Test"), ("/", "Root"), ("/v1/{id}/a-b_c", "V1IdABC"), ("/{proxy+}", "Proxy")],
)
def test_logical_id__is_made_of_the_path(path, logical_id):
    assert id_of(path) == logical_id
