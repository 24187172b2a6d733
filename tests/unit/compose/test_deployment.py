from __future__ import annotations

import pytest

FRAME = "templates/shop/api.yaml"


def deployment(repository):
    """Give the logical id of the one deployment."""
    resources = repository.resources()
    (found,) = [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGateway::Deployment"]
    return found


def test_stage__serves_the_deployment_that_was_made(repository):
    resources = repository.resources()
    assert resources["Stage"]["Properties"]["DeploymentId"] == {"Ref": deployment(repository)}


def test_deployment__waits_for_every_method_permission_and_gateway_response(repository):
    repository.change(FRAME, "  Stage:\n", "  Denied: {Type: AWS::ApiGateway::GatewayResponse}\n  Stage:\n")
    made = repository.resources()[deployment(repository)]
    assert made["DependsOn"] == ["Denied", "V1OrdersPostMethod", "V1OrdersPostPermission"]
    assert made["Properties"]["RestApiId"] == {"Ref": "Api"}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("lambdas/shop/buy/openapi.yaml", "maxLength: 64", "maxLength: 65"),
        ("lambdas/shop/buy/openapi.yaml", "apiKey: []", ""),
        ("lambdas/shop/buy/openapi.yaml", "/v1/orders:", "/v1/purchases:"),
        (FRAME, "  Stage:\n", "  Denied: {Type: AWS::ApiGateway::GatewayResponse}\n  Stage:\n"),
        (FRAME, "ValidateRequestBody: true", "ValidateRequestBody: false"),
        (FRAME, "Name: !Ref Environment", "Name: other"),
    ],
)
def test_change_of_what_is_deployed__makes_a_new_deployment(repository, path, old, new):
    before = deployment(repository)
    if "apiKey" in old:
        old, new = "security: [{apiKey: []}]", "security: []"
    repository.change(path, old, new)
    assert deployment(repository) != before


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("lambdas/shop/buy/resources.yaml", "python3.13", "python3.14"),
        ("lambdas/shop/buy/openapi.yaml", "description: bought", "description: sold"),
        (FRAME, "StageName: api", "StageName: web"),
        (FRAME, "Description: What the shop serves.", "Description: Other words."),
    ],
)
def test_change_of_anything_else__keeps_the_deployment(repository, path, old, new):
    before = deployment(repository)
    repository.change(path, old, new)
    assert deployment(repository) == before


def test_every_way_to_refer__leads_to_the_deployment(repository):
    ways = """
      Topic:
        Type: AWS::SNS::Topic
        DependsOn: ApiDeployment
      Other:
        Type: AWS::SNS::Topic
        DependsOn: [Topic, ApiDeployment]
        Properties:
          Tags: [{Key: id, Value: {"Fn::GetAtt": ApiDeployment.DeploymentId}}]
          DisplayName: !Sub "${ApiDeployment} ${ApiDeployment.DeploymentId} ${ApiDeploymentOther}"
          TopicName: !Sub ["${ApiDeployment}-${A}", {A: !GetAtt ApiDeployment.DeploymentId}]
    """.replace("\n    ", "\n")
    repository.change(FRAME, "  Stage:\n", f"{ways.rstrip()[1:]}\n  Stage:\n".replace("\n  Topic", "\n  Topic"))
    name, resources = deployment(repository), repository.resources()
    assert resources["Topic"]["DependsOn"] == name
    assert resources["Other"]["DependsOn"] == ["Topic", name]
    properties = resources["Other"]["Properties"]
    assert properties["Tags"][0]["Value"] == {"Fn::GetAtt": [name, "DeploymentId"]}
    assert properties["DisplayName"] == {"Fn::Sub": f"${{{name}}} ${{{name}.DeploymentId}} ${{ApiDeploymentOther}}"}
    assert properties["TopicName"] == {
        "Fn::Sub": [f"${{{name}}}-${{A}}", {"A": {"Fn::GetAtt": [name, "DeploymentId"]}}]
    }


def test_api_that_no_stage_serves__is_told(repository):
    repository.change(FRAME, "DeploymentId: !Ref ApiDeployment", "Description: none")
    message = repository.fault()
    assert f"{FRAME}: no stage serves the API" in message
    assert "DeploymentId: !Ref ApiDeployment" in message


def test_reference_without_anything_to_deploy__is_told(repository):
    (repository.root / "lambdas/shop/buy/openapi.yaml").unlink()
    assert f"{FRAME}: refers to ApiDeployment, but there is nothing to deploy" in repository.fault()


def test_frame_with_a_deployment_of_its_own__is_left_alone(repository):
    repository.change(FRAME, "!Ref ApiDeployment", "!Ref Mine")
    repository.change(FRAME, "  Stage:\n", "  Mine: {Type: AWS::ApiGateway::Deployment}\n  Stage:\n")
    assert deployment(repository) == "Mine"
