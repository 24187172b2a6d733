"""Templates of stacks whose functions have aliases, read as CloudFormation would for one environment or another."""

from __future__ import annotations

import pytest
from stackyard.plan.resolve import Reader

from tests.repository import Repository

FRAGMENT, FRAME = "lambdas/shop/buy/resources.yaml", "templates/shop/api.yaml"
AT_ONCE = {"FunctionVersions": "yes"}
GRADUALLY = {"FunctionVersions": "yes", "GradualDeployments": "Canary10Percent5Minutes"}
URI = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
ALARM = """
  BuyAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref BuyFunction}]
"""


@pytest.fixture
def live(repository: Repository) -> Repository:
    return repository.change(FRAGMENT, "{Stack: api}", "{Stack: api, Alias: live}")


def append(repository: Repository, text: str) -> Repository:
    with (repository.root / FRAGMENT).open("a") as stream:
        stream.write(text)
    return repository


def resources(repository: Repository, **parameters: str):
    """Give the resources that a stack has with these parameters."""
    document = repository.compose().stacks["api"].document
    declared = {name: str(one.get("Default", "")) for name, one in document["Parameters"].items()}
    return Reader(document, {**declared, **parameters}).resources()


def properties(repository: Repository, name: str, **parameters: str):
    return resources(repository, **parameters)[name]["Properties"]


def of_kind(repository: Repository, kind: str, **parameters: str) -> list[str]:
    found = resources(repository, **parameters)
    return [name for name, resource in found.items() if resource["Type"] == kind]


def test_function_without_alias__is_called_itself(repository):
    found = resources(repository)
    assert found["V1OrdersPostPermission"]["Properties"]["FunctionName"] == "${BuyFunction}"
    assert found["V1OrdersPostMethod"]["Properties"]["Integration"]["Uri"] == URI % "${BuyFunction.Arn}"
    assert not any("Alias" in name or "Version" in name for name in found)


def test_api__calls_the_alias_and_may_do_so(live):
    assert properties(live, "V1OrdersPostPermission")["FunctionName"] == "${BuyFunctionLiveAlias}"
    uri = properties(live, "V1OrdersPostMethod")["Integration"]["Uri"]
    assert uri == URI % "${BuyFunctionLiveAlias}"


def test_api_that_moves_to_the_alias__is_deployed_anew(repository):
    before = of_kind(repository, "AWS::ApiGateway::Deployment")
    repository.change(FRAGMENT, "{Stack: api}", "{Stack: api, Alias: live}")
    assert of_kind(repository, "AWS::ApiGateway::Deployment") != before


def test_stage__serves_the_alias_only_once_the_api_may_call_it(live):
    [name] = of_kind(live, "AWS::ApiGateway::Deployment")
    assert "V1OrdersPostPermission" in resources(live)[name]["DependsOn"]


def test_environment_with_versions__has_a_version_behind_the_alias(live):
    found = resources(live, **AT_ONCE)
    assert found["BuyFunctionLiveAlias"]["Properties"] == {
        "Name": "live",
        "FunctionName": "${BuyFunction}",
        "FunctionVersion": "${BuyFunctionVersion.Version}",
    }
    version = found["BuyFunctionVersion"]
    assert version["Properties"]["FunctionName"] == "${BuyFunction}"
    assert (version["DeletionPolicy"], version["UpdateReplacePolicy"]) == ("Delete", "Delete")


def test_environment_with_updates_in_place__leads_to_the_function_as_it_is(live):
    found = resources(live, FunctionVersions="no", GradualDeployments="Canary10Percent5Minutes")
    assert found["BuyFunctionLiveAlias"]["Properties"]["FunctionVersion"] == "$LATEST"
    assert "BuyFunctionVersion" not in found
    assert not any("CodeDeploy" in resource["Type"] for resource in found.values())


def test_other_tools_that_give_no_parameters__get_no_version_that_they_would_not_renew(live):
    assert properties(live, "BuyFunctionLiveAlias")["FunctionVersion"] == "$LATEST"


def test_alias_that_moves_at_once__needs_no_codedeploy(live):
    found = resources(live, **AT_ONCE)
    assert "UpdatePolicy" not in found["BuyFunctionLiveAlias"]
    assert not any("CodeDeploy" in resource["Type"] for resource in found.values())


def test_alias_that_moves_gradually__is_moved_by_a_group_of_its_own(live):
    found = resources(live, **GRADUALLY)
    assert found["BuyFunctionLiveAlias"]["UpdatePolicy"] == {
        "CodeDeployLambdaAliasUpdate": {
            "ApplicationName": "${GradualDeploymentsApplication}",
            "DeploymentGroupName": "${BuyFunctionDeploymentGroup}",
        }
    }
    assert found["GradualDeploymentsApplication"]["Properties"] == {"ComputePlatform": "Lambda"}
    group = found["BuyFunctionDeploymentGroup"]["Properties"]
    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group["ServiceRoleArn"] == "${GradualDeploymentsRole.Arn}"


def test_all_at_once__keeps_the_group_and_moves_without_it(live):
    found = resources(live, FunctionVersions="yes", GradualDeployments="AllAtOnce")
    assert "UpdatePolicy" not in found["BuyFunctionLiveAlias"]
    group = found["BuyFunctionDeploymentGroup"]["Properties"]
    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaAllAtOnce"


def test_alarm_of_the_function__is_what_codedeploy_watches(live):
    append(live, ALARM)
    group = properties(live, "BuyFunctionDeploymentGroup", **GRADUALLY)
    assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": "${BuyAlarm}"}]}
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    assert of_kind(live, "AWS::CloudWatch::Alarm", **GRADUALLY) == ["BuyAlarm"]


def test_alarm_that_exists_under_a_condition__is_watched_where_it_exists(live):
    live.change(FRAME, "\nResources:", "\nConditions: {IsProd: !Equals [!Ref Environment, prod]}\nResources:")
    append(live, ALARM.replace("    Type:", "    Condition: IsProd\n    Type:"))
    for environment, watched in (("prod", [{"Name": "${BuyAlarm}"}]), ("dev", [])):
        group = properties(live, "BuyFunctionDeploymentGroup", Environment=environment, **GRADUALLY)
        assert group["AlarmConfiguration"]["Alarms"] == watched


def test_alarm_of_a_calculation__is_known_by_the_metrics_in_it(live):
    metric = "{Dimensions: [{Name: FunctionName, Value: !Ref BuyFunction}]}"
    metrics = f"Metrics: [{{Id: a, Expression: b * 2}}, {{Id: b, MetricStat: {{Metric: {metric}}}}}]"
    append(live, f"  BuyAlarm: {{Type: 'AWS::CloudWatch::Alarm', Properties: {{{metrics}}}}}\n")
    group = properties(live, "BuyFunctionDeploymentGroup", **GRADUALLY)
    assert group["AlarmConfiguration"]["Alarms"] == [{"Name": "${BuyAlarm}"}]


def test_more_alarms_than_codedeploy_takes__are_cut(live):
    append(live, "".join(ALARM.replace("BuyAlarm", f"Buy{number}Alarm") for number in range(11)))
    group = properties(live, "BuyFunctionDeploymentGroup", **GRADUALLY)
    assert len(group["AlarmConfiguration"]["Alarms"]) == 10


def test_function_without_alarm__gets_one_on_its_alias(live):
    found = resources(live, **GRADUALLY)
    alarm = found["BuyFunctionLiveAliasErrorsAlarm"]["Properties"]
    assert alarm["Dimensions"] == [
        {"Name": "FunctionName", "Value": "${BuyFunction}"},
        {"Name": "Resource", "Value": "${BuyFunction}:live"},
    ]
    assert "AlarmActions" not in alarm
    alarms = found["BuyFunctionDeploymentGroup"]["Properties"]["AlarmConfiguration"]["Alarms"]
    assert alarms == [{"Name": "${BuyFunctionLiveAliasErrorsAlarm}"}]
    assert "BuyFunctionLiveAliasErrorsAlarm" not in resources(live, **AT_ONCE)


def test_alarm_on_the_alias__is_sent_where_the_stacks_alarms_are(live):
    live.change(FRAME, "Environment: {Type: String}", "Environment: {Type: String}\n  AlarmTopicArn: {Type: String}")
    alarm = properties(live, "BuyFunctionLiveAliasErrorsAlarm", AlarmTopicArn="arn:topic", **GRADUALLY)
    assert alarm["AlarmActions"] == ["arn:topic"]


def test_role_of_codedeploy__reaches_the_stacks_functions_only(live):
    role = properties(live, "GradualDeploymentsRole", CodeDeployPrincipal="codedeploy.example", **GRADUALLY)
    [trusted] = role["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"] == {"Service": "codedeploy.example"}
    move, watch = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert move["Resource"] == ["${BuyFunction.Arn}", "${BuyFunction.Arn}:*"]
    assert watch["Action"] == "cloudwatch:DescribeAlarms"
    assert "PermissionsBoundary" not in role


def test_role_of_codedeploy__is_bounded_where_roles_are(live):
    role = properties(live, "GradualDeploymentsRole", PermissionsBoundaryArn="arn:bound", **GRADUALLY)
    assert role["PermissionsBoundary"] == "arn:bound"


def test_parameter_that_the_frame_declares__stays_the_frames(live):
    more = "Environment: {Type: String}\n  PermissionsBoundaryArn: {Type: String, Description: ours}"
    live.change(FRAME, "Environment: {Type: String}", more)
    declared = live.compose().stacks["api"].document["Parameters"]["PermissionsBoundaryArn"]
    assert declared == {"Type": "String", "Description": "ours"}


def test_function_under_a_condition__has_its_alias_under_the_same(live):
    live.change(FRAME, "\nResources:", "\nConditions: {IsProd: !Equals [!Ref Environment, prod]}\nResources:")
    live.change(FRAGMENT, "    Type: AWS::Lambda::Function", "    Condition: IsProd\n    Type: AWS::Lambda::Function")
    names = {"BuyFunctionLiveAlias", "BuyFunctionVersion", "BuyFunctionDeploymentGroup"}
    assert names <= resources(live, Environment="prod", **GRADUALLY).keys()
    assert not names & resources(live, Environment="dev", **GRADUALLY).keys()


def test_sections__stand_in_their_usual_order(live):
    names = list(live.compose().stacks["api"].document)
    assert names.index("Parameters") < names.index("Conditions") < names.index("Resources") < names.index("Outputs")


def test_name_that_is_taken__is_told(live):
    append(live, "  BuyFunctionVersion: {Type: 'AWS::SQS::Queue'}\n")
    told = live.fault()
    assert "lambdas/shop/buy: the name BuyFunctionVersion is compose's own, for functions with an alias" in told


def test_condition_that_is_taken__is_told(live):
    live.change(FRAME, "\nResources:", "\nConditions: {HasFunctionVersions: !Equals [a, b]}\nResources:")
    assert "HasFunctionVersions in Conditions of the stack" in live.fault()


def test_second_alias_of_the_name__is_told(live):
    other = "{Name: live, FunctionName: !Ref BuyFunction, FunctionVersion: '1'}"
    append(live, f"  Other: {{Type: 'AWS::Lambda::Alias', Properties: {other}}}\n")
    told = live.fault()
    assert "BuyFunction has an alias live already" in told
    assert "given: Other" in told


def test_alias_of_another_name__may_stand_beside(live):
    other = "{Name: next, FunctionName: !Ref BuyFunction, FunctionVersion: '1'}"
    append(live, f"  Other: {{Type: 'AWS::Lambda::Alias', Properties: {other}}}\n")
    assert of_kind(live, "AWS::Lambda::Alias") == ["Other", "BuyFunctionLiveAlias"]


def test_own_event_source__may_refer_to_the_alias(live):
    mapping = "{EventSourceArn: arn, FunctionName: !Ref BuyFunctionLiveAlias}"
    append(live, f"  Mapping: {{Type: 'AWS::Lambda::EventSourceMapping', Properties: {mapping}}}\n")
    assert properties(live, "Mapping")["FunctionName"] == "${BuyFunctionLiveAlias}"


def test_function_that_a_frame_places__says_so_at_its_resource(repository):
    text = (repository.root / FRAGMENT).read_text()
    function = text[text.index("  BuyFunction:") :].replace("Code: .", "Code: ../../lambdas/shop/buy/")
    function = function.replace(
        "    Type: AWS::Lambda::Function", "    Type: AWS::Lambda::Function\n    Metadata: {Stackyard: {Alias: live}}"
    )
    (repository.root / FRAGMENT).unlink()
    repository.change(FRAME, "\nResources:\n", f"\nResources:\n{function}")
    assert properties(repository, "V1OrdersPostPermission")["FunctionName"] == "${BuyFunctionLiveAlias}"
