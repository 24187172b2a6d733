from __future__ import annotations

import json
import sys
from contextlib import suppress

import pytest
from stackyard.errors import StackyardError

from tests.sam_form import sam_shop

FRAME, FRAGMENT = "templates/shop/api.yaml", "lambdas/shop/sell/resources.yaml"
EVERY_PARTITION = "arn:${AWS::Partition}:iam::aws:policy/"


@pytest.fixture
def sam(tmp_path):
    return sam_shop(tmp_path)


def with_buy(sam, properties):
    """Give the function of the frame one more property, written in flow style."""
    return sam.change(FRAME, "Handler: app.lambda_handler\n", f"Handler: app.lambda_handler\n      {properties}\n")


def with_resource(sam, resource):
    return sam.change(FRAME, "  Orders: {", f"  {resource}\n  Orders: {{")


def managed_policies(sam, role="BuyFunctionRole"):
    return sam.resources()[role]["Properties"]["ManagedPolicyArns"]


def test_template_in_sam_form__becomes_plain_cloudformation(sam):
    document = sam.compose().stacks["api"].document
    assert not {"Transform", "Globals"} & set(document)
    assert not [name for name, found in document["Resources"].items() if found["Type"].startswith("AWS::Serverless")]


def test_functions_of_frame_and_fragment__are_told_like_any_other(sam):
    functions = sam.compose().functions
    assert {name: (found.logical_id, found.handler) for name, found in functions.items()} == {
        "buy": ("BuyFunction", "app.lambda_handler"),
        "sell": ("SellFunction", "handler.handler"),
    }
    assert {(found.runtime, found.architecture) for found in functions.values()} == {("python3.13", "x86_64")}


def test_code__is_the_staged_folder(sam):
    resources = sam.resources()
    assert resources["BuyFunction"]["Properties"]["Code"] == "../../functions/shop/buy"
    assert resources["SellFunction"]["Properties"]["Code"] == "../../functions/shop/sell"


def test_events_of_all_functions__share_the_implicit_api(sam):
    body = sam.resources()["ServerlessRestApi"]["Properties"]["Body"]
    assert set(body["paths"]) == {"/orders", "/offers"}


def test_globals_of_a_fragment__reach_no_other_function(sam):
    resources = sam.resources()
    assert resources["SellFunction"]["Properties"]["TracingConfig"] == {"Mode": "Active"}
    assert "TracingConfig" not in resources["BuyFunction"]["Properties"]


def test_globals_of_the_frame__count_for_fragments(sam):
    assert sam.resources()["SellFunction"]["Properties"]["Timeout"] == 10


def test_each_function__has_a_role_of_its_own(sam):
    resources = sam.resources()
    roles = [resources[name]["Properties"]["Role"]["Fn::GetAtt"][0] for name in ("BuyFunction", "SellFunction")]
    assert roles == ["BuyFunctionRole", "SellFunctionRole"]


def test_managed_policies__are_those_of_the_partition_deployed_to(sam):
    assert managed_policies(sam) == [
        {"Fn::Sub": f"{EVERY_PARTITION}service-role/AWSLambdaBasicExecutionRole"},
        {"Fn::Sub": f"{EVERY_PARTITION}AmazonSSMReadOnlyAccess"},
        {"Fn::Sub": f"{EVERY_PARTITION}service-role/AWSLambdaSQSQueueExecutionRole"},
    ]


def test_expanded_template__names_no_partition_and_no_region(sam):
    text = json.dumps(sam.resources())
    assert "arn:aws" not in text
    assert "cn-north-1" not in text


def test_policy_that_china_lacks__is_known_all_the_same(sam):
    sam.change(FRAME, "- AmazonSSMReadOnlyAccess", "- AmazonCodeGuruReviewerReadOnlyAccess")
    assert {"Fn::Sub": f"{EVERY_PARTITION}AmazonCodeGuruReviewerReadOnlyAccess"} in managed_policies(sam)


def test_policy_that_nobody_knows__is_refused_at_its_function(sam):
    sam.change(FRAME, "- AmazonSSMReadOnlyAccess", "- AmazonEverything")
    message = sam.fault()
    assert "templates/shop/api.yaml:11: there is no managed policy of this name" in message
    assert "given: AmazonEverything" in message


def test_default_of_a_parameter__is_not_written_into_the_template(sam):
    assert sam.resources()["BuyFunctionHourly"]["Properties"]["ScheduleExpression"] == {"Ref": "Hour"}


def test_region_in_a_text__stays_open(sam):
    with_buy(sam, 'Description: !Sub "in ${AWS::Region} of ${AWS::Partition}"\n      AutoPublishAlias: live')
    described = sam.resources()["BuyFunction"]["Properties"]["Description"]
    assert described == {"Fn::Sub": "in ${AWS::Region} of ${AWS::Partition}"}


def test_schedule__gets_its_name_from_cloudformation(sam):
    assert "Name" not in sam.resources()["BuyFunctionNightly"]["Properties"]


def test_rest_api__is_regional_so_that_every_partition_has_it(sam):
    api = sam.resources()["ServerlessRestApi"]["Properties"]
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}


def test_deployment__is_renamed_when_and_only_when_the_api_changed(sam):
    def deployments():
        return [name for name, found in sam.resources().items() if found["Type"] == "AWS::ApiGateway::Deployment"]

    first = deployments()
    sam.write("lambdas/shop/buy/app.py", "def lambda_handler(event, context):\n    return 1\n")
    assert deployments() == first
    sam.change(FRAME, "Path: /orders", "Path: /baskets")
    assert deployments() != first


def test_metadata_of_a_function__reaches_what_is_made_of_it(sam):
    assert sam.resources()["BuyFunctionRole"]["Metadata"] == {"cfn-lint": {"config": {"ignore_checks": ["W0000"]}}}


def test_version_that_sam_publishes__says_whose_it_is(sam):
    with_buy(sam, "AutoPublishAlias: live")
    versions = [found for found in sam.resources().values() if found["Type"] == "AWS::Lambda::Version"]
    assert [found["Metadata"]["Stackyard"] for found in versions] == [{"VersionOf": "BuyFunction"}]


def test_gradual_deployment_in_sam_form__is_expanded_for_codedeploy(sam):
    with_buy(sam, "AutoPublishAlias: live\n      DeploymentPreference: {Type: Linear10PercentEvery1Minute}")
    found = sam.resources()
    shift = found["BuyFunctionAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert found[shift["ApplicationName"]["Ref"]]["Type"] == "AWS::CodeDeploy::Application"
    group = found[shift["DeploymentGroupName"]["Ref"]]
    assert group["Type"] == "AWS::CodeDeploy::DeploymentGroup"
    assert group["Properties"]["DeploymentConfigName"] == {
        "Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": "Linear10PercentEvery1Minute"}]
    }


def test_alias_of_the_kit__is_refused_in_a_fragment_in_sam_form(sam):
    told = sam.change("lambdas/shop/sell/resources.yaml", "{Stack: api}", "{Stack: api, Alias: live}").fault()
    assert "lambdas/shop/sell/resources.yaml:3: a function in SAM form gets its alias from SAM" in told
    assert "write `AutoPublishAlias: live` into its Properties" in told


def test_alias_of_the_kit__is_refused_at_a_function_of_a_frame_in_sam_form(sam):
    told = sam.change(FRAME, "Metadata: {cfn-lint:", "Metadata: {Stackyard: {Alias: live}, cfn-lint:").fault()
    assert "a function in SAM form gets its alias from SAM" in told


def test_code_in_a_bucket__is_left_alone(sam):
    with_resource(
        sam, "Old: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://attic/old.zip, Handler: a.b}}"
    )
    composed = sam.compose()
    code = composed.stacks["api"].document["Resources"]["Old"]["Properties"]["Code"]
    assert code == {"S3Bucket": "attic", "S3Key": "old.zip"}
    assert set(composed.functions) == {"buy", "sell"}


def test_state_machine__is_taken_from_its_file(sam):
    with_resource(sam, "Weekly: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: weekly.asl.json}}")
    machine = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'
    sam.write("templates/shop/weekly.asl.json", machine)
    lines = sam.resources()["Weekly"]["Properties"]["DefinitionString"]["Fn::Join"][1]
    assert json.loads("".join(lines)) == json.loads(machine)


def test_state_machine_without_its_file__is_told(sam):
    with_resource(sam, "Weekly: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: weekly.asl.json}}")
    assert "Weekly names a state machine that is not beside this file" in sam.fault()


def test_other_transforms__stay(sam):
    sam.change(FRAME, "Transform: AWS::Serverless-2016-10-31", "Transform: [AWS::Serverless-2016-10-31, Other]")
    assert sam.compose().stacks["api"].document["Transform"] == ["Other"]


def test_fragment_in_sam_form__may_join_a_plain_frame(repository):
    repository.write("lambdas/shop/sell/handler.py", "def handler(event, context): ...\n")
    repository.write(
        "lambdas/shop/sell/resources.yaml",
        """
        Transform: AWS::Serverless-2016-10-31
        Metadata: {Stackyard: {Stack: api}}
        Resources:
          Sell:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: ., Handler: handler.handler, Runtime: python3.13}
        """,
    )
    composed = repository.compose()
    assert set(composed.functions) == {"buy", "sell"}
    assert composed.stacks["api"].document["Resources"]["Sell"]["Type"] == "AWS::Lambda::Function"


def test_sam_function_with_openapi__is_served_by_the_frames_api(repository):
    repository.change(
        "lambdas/shop/buy/resources.yaml", "Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"
    )
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", "CodeUri: .")
    repository.change(
        "lambdas/shop/buy/resources.yaml", "Metadata:", "Transform: AWS::Serverless-2016-10-31\nMetadata:"
    )
    resources = repository.resources()
    assert resources["V1OrdersPostPermission"]["Properties"]["FunctionName"] == {"Ref": "BuyFunction"}


def test_openapi_file_beside_an_api_of_sam__is_refused(sam):
    paths = '{/v1: {get: {responses: {"200": {description: x}}}}}'
    sam.write("lambdas/shop/buy/openapi.yaml", f"openapi: 3.0.3\npaths: {paths}\n")
    message = sam.fault()
    assert "the API ServerlessRestApi is described as a whole" in message
    assert "write the path as an event" in message


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ("FunctionName: buy", "BuyFunction has a name of its own"),
        ("InlineCode: x = 1", "BuyFunction has its code in the template"),
        ("ImageUri: buy:1", "BuyFunction has a container image"),
    ],
)
def test_what_the_kit_refuses_of_functions__is_refused_in_sam_form(sam, properties, problem):
    with_buy(sam, properties)
    message = sam.fault()
    assert problem in message
    assert "templates/shop/api.yaml:" in message


def test_nested_application__is_refused_with_another_way(sam):
    with_resource(sam, "Nested: {Type: AWS::Serverless::Application, Properties: {Location: other.yaml}}")
    message = sam.fault()
    assert "Nested is a nested application" in message
    assert "frame of its own" in message


def test_layer_from_a_folder__is_refused_because_the_kit_makes_layers(sam):
    with_resource(sam, "Base: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers/base}}")
    message = sam.fault()
    assert "ContentUri of Base is a file" in message
    assert "requirements.in" in message


def test_code_in_globals__is_refused_because_each_function_has_a_folder(sam):
    sam.change(FRAME, "Function: {Runtime", "Function: {CodeUri: src/, Runtime")
    assert "CodeUri stands in Globals" in sam.fault()


def test_globals_of_a_fragment_that_meet_nothing__are_refused(sam):
    sam.change(FRAGMENT, "Function: {Tracing: Active}", "Api: {TracingEnabled: true}")
    message = sam.fault()
    assert f"{FRAGMENT}:5: Globals of Api meet nothing in this fragment" in message


@pytest.mark.parametrize("file", [FRAME, FRAGMENT])
def test_sam_form_that_does_not_say_so__is_told_what_to_write(sam, file):
    sam.change(file, "Transform: AWS::Serverless-2016-10-31\n", "")
    message = sam.fault()
    assert "is in SAM form without saying so" in message
    assert "Transform: AWS::Serverless-2016-10-31" in message


def test_what_sam_refuses__is_told_with_its_place_and_sams_own_words(sam):
    sam.change(FRAGMENT, "Path: /offers, Method: get", "Path: /offers")
    message = sam.fault()
    assert f"{FRAGMENT}:7: SAM cannot expand this" in message
    assert "Method" in message


def test_globals_that_sam_does_not_know__are_told_with_their_file(sam):
    sam.change(FRAGMENT, "Tracing: Active", "Trace: Active")
    message = sam.fault()
    assert f"{FRAGMENT}:6: SAM cannot expand this" in message
    assert "Trace" in message


def test_template_that_sam_stumbles_over__is_told_without_a_traceback(sam):
    sam.change(FRAME, "Function: {Runtime: python3.13, Architectures: [x86_64], Timeout: 10}", "Function: 5")
    message = sam.fault()
    assert "templates/shop/api.yaml:8: has a property that SAM's translator cannot read" in message
    assert "a value has the wrong shape" in message


@pytest.mark.parametrize("value", ["5", "[]", "{}", "[1]", "", "{Ref: Hour}"])
@pytest.mark.parametrize(
    "part",
    [
        "{Runtime: python3.13, Architectures: [x86_64], Timeout: 10}",
        "{Variables: {TABLE: !Ref Orders, ENVIRONMENT: !Ref Environment}}",
        "app.lambda_handler",
    ],
)
def test_value_of_a_wrong_shape__never_ends_in_a_traceback(sam, part, value):
    sam.change(FRAME, part, value)
    with suppress(StackyardError):  # any other exception fails the test
        sam.compose()


def test_handler_that_is_not_there__is_told_with_the_module(sam):
    sam.change(FRAME, "app.lambda_handler", "app.run")
    assert "lambdas/shop/buy/app.py: has no function run" in sam.fault()


def test_plain_system__never_imports_the_translator(repository):
    for name in [name for name in sys.modules if name.startswith(("samtranslator", "stackyard.compose.sam_tr"))]:
        del sys.modules[name]
    repository.compose()
    assert "samtranslator" not in sys.modules
