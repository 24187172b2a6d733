"""What is refused because of the partition: in China, and in the commercial one what belongs to China."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from embedded.lifecycle.environment import ACCOUNT
from tests.contract.embedded_server import WRITES_LOGS, DeployError, EmbeddedServer
from tests.contract.state_machines import create_and_run, in_order

CHINA_ONLY = "lambda.amazonaws.com.cn"
IN_CHINA = {"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, name]} for name in ("cn-north-1", "cn-northwest-1")]}
EMPTY_FUNCTION = {
    "Runtime": "python3.13",
    "Handler": "index.handler",
    "Role": f"arn:aws-cn:iam::{ACCOUNT}:role/r",
    "Code": {"ZipFile": "def handler(event, context): pass"},
}
SIGNING = f"arn:aws-cn:lambda:cn-north-1:{ACCOUNT}:code-signing-config:csc-0123456789abcdef0"
IDENTITY = {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "stackyard.example"}}


def refusal(call: Any, **arguments: Any) -> tuple[str, str]:
    """Code and message of the error that a call raises."""
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        call(**arguments)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


# Requests


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "name"),
    [
        ("ses", "list_identities", {}, "SES"),
        ("sesv2", "list_email_identities", {}, "SES v2"),
        ("cognito-idp", "list_user_pools", {"MaxResults": 1}, "Cognito user pools"),
        ("location", "list_trackers", {}, "Location Service"),
    ],
)
def test_service_that_china_lacks__says_so(
    china: EmbeddedServer, service: str, operation: str, arguments: dict[str, Any], name: str
) -> None:
    told = refusal(getattr(china.client(service), operation), **arguments)

    assert told == ("ServiceNotAvailable", f"{name} is not available in cn-north-1 (aws-cn)")


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
        ("lambda", "list_functions", "InvalidSignatureException"),
        ("dynamodb", "list_tables", "InvalidSignatureException"),
        ("cloudwatch", "list_metrics", "SignatureDoesNotMatch"),
        ("s3", "list_buckets", "AuthorizationHeaderMalformed"),
    ],
)
def test_request_signed_for_another_partition__is_refused_with_the_region_to_use(
    china: EmbeddedServer, repaired: EmbeddedServer, service: str, operation: str, code: str
) -> None:
    for server, foreign, own in ((china, "eu-central-1", "cn-north-1"), (repaired, "cn-north-1", "eu-central-1")):
        told = refusal(getattr(server.client(service, region_name=foreign), operation))

        assert told[0] == code
        assert f"'{foreign}' is wrong" in told[1]
        assert f"expecting '{own}'" in told[1]


def test_presigned_url_of_another_partition__is_refused(china: EmbeddedServer) -> None:
    s3 = china.client("s3")
    s3.create_bucket(Bucket="presigned", CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
    elsewhere = china.client("s3", region_name="eu-central-1")

    own, foreign = (
        one.generate_presigned_url("list_objects_v2", Params={"Bucket": "presigned"}) for one in (s3, elsewhere)
    )

    assert b"<ListBucketResult" in china.fetch(own)[1]
    assert china.fetch(foreign)[0] == 400


def test_other_region_of_the_partition__is_served(china: EmbeddedServer) -> None:
    queue = china.client("sqs", region_name="cn-northwest-1").create_queue(QueueName="northwest")["QueueUrl"]
    attributes = china.client("sqs", region_name="cn-northwest-1").get_queue_attributes(
        QueueUrl=queue, AttributeNames=["QueueArn"]
    )

    assert attributes["Attributes"]["QueueArn"] == f"arn:aws-cn:sqs:cn-northwest-1:{ACCOUNT}:northwest"


def test_regions_that_an_account_is_told_of__are_those_of_its_partition(
    china: EmbeddedServer, repaired: EmbeddedServer
) -> None:
    def told(server: EmbeddedServer) -> list[set[str]]:
        by_ec2 = server.client("ec2").describe_regions()["Regions"]
        by_account = server.client("account").list_regions()["Regions"]
        return [{region["RegionName"] for region in listed} for listed in (by_ec2, by_account)]

    assert told(china) == [{"cn-north-1", "cn-northwest-1"}] * 2
    assert all("eu-central-1" in names for names in told(repaired))


# Resource types


def deployed(server: EmbeddedServer, name: str, **more: Any) -> None:
    template = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Identity": IDENTITY | more.pop("identity", {})},
        **more,
    }
    server.deploy(name, template)


def test_type_that_china_lacks__is_refused_before_anything_is_made(china: EmbeddedServer) -> None:
    with pytest.raises(
        botocore.exceptions.ClientError, match=r"Unrecognized resource types: \[AWS::SES::EmailIdentity\]"
    ):
        deployed(china, "absent-type")

    stacks = china.client("cloudformation").list_stacks()["StackSummaries"]
    assert "absent-type" not in {stack["StackName"] for stack in stacks}


def test_change_set_with_a_type_that_china_lacks__is_refused(china: EmbeddedServer) -> None:
    code, message = refusal(
        china.client("cloudformation").create_change_set,
        StackName="absent-in-change-set",
        ChangeSetName="first",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": {"Url": {"Type": "AWS::Lambda::Url"}}}),
    )

    assert (code, message) == (
        "ValidationError",
        "Template format error: Unrecognized resource types: [AWS::Lambda::Url]",
    )


def test_type_under_a_condition_on_the_region__is_left_out(china: EmbeddedServer) -> None:
    conditions = {"InChina": IN_CHINA, "Elsewhere": {"Fn::Not": [{"Condition": "InChina"}]}}

    deployed(china, "absent-guarded", Conditions=conditions, identity={"Condition": "Elsewhere"})


def test_type_under_a_condition_on_anything_else__is_refused_all_the_same(china: EmbeddedServer) -> None:
    conditions = {"Commercial": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws"]}}

    with pytest.raises(botocore.exceptions.ClientError, match="Unrecognized resource types"):
        deployed(china, "absent-by-partition", Conditions=conditions, identity={"Condition": "Commercial"})


def test_commercial_partition__has_those_types(repaired: EmbeddedServer) -> None:
    deployed(repaired, "present-type")


# Policies


def trust(principal: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_stock__takes_any_principal(stock: EmbeddedServer) -> None:
    stock.role("any-principal", service=CHINA_ONLY)


@pytest.mark.parametrize("partition", ["china", "repaired"])
def test_service_named_with_the_suffix_of_china__is_no_principal(request: Any, partition: str) -> None:
    iam = request.getfixturevalue(partition).client("iam")

    told = refusal(iam.create_role, RoleName="suffixed", AssumeRolePolicyDocument=trust(CHINA_ONLY))

    assert told == ("MalformedPolicyDocument", f'Invalid principal in policy: "SERVICE":"{CHINA_ONLY}"')


def test_services_of_which_sources_differ__may_be_named_either_way_in_china(china: EmbeddedServer) -> None:
    for service in ("codedeploy.amazonaws.com.cn", "codedeploy.amazonaws.com", "logs.cn-north-1.amazonaws.com.cn"):
        china.role(service.replace(".", "-"), service=service)


def foreign_statement(partition: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": f"arn:{partition}:sqs:*:*:queue"}


@pytest.mark.parametrize(("partition", "foreign"), [("china", "aws"), ("repaired", "aws-cn")])
def test_policy_on_resources_of_another_partition__is_malformed(request: Any, partition: str, foreign: str) -> None:
    server = request.getfixturevalue(partition)
    role = server.role(f"foreign-{foreign}")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [foreign_statement(foreign)]})

    told = refusal(server.client("iam").put_role_policy, RoleName=role, PolicyName="p", PolicyDocument=policy)

    assert told[0] == "MalformedPolicyDocument"
    assert told[1] == f'Partition "{foreign}" is not valid for resource "arn:{foreign}:sqs:*:*:queue".'


def test_role_in_a_template__is_held_to_the_same(china: EmbeddedServer) -> None:
    policy = {"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [foreign_statement("aws")]}}
    properties = {"AssumeRolePolicyDocument": json.loads(trust("lambda.amazonaws.com")), "Policies": [policy]}

    with pytest.raises(DeployError, match='Partition "aws" is not valid for resource'):
        china.deploy("foreign-policy", {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}})

    properties = {"AssumeRolePolicyDocument": json.loads(trust(CHINA_ONLY))}
    with pytest.raises(DeployError, match=f'Invalid principal in policy: "SERVICE":"{CHINA_ONLY}"'):
        china.deploy("foreign-principal", {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}})


def attached(server: EmbeddedServer, service: str, policy: str) -> tuple[str, str]:
    """Refusal of a policy of a queue, a topic, a bucket or a key."""
    made: dict[str, Any] = {
        "sqs": lambda: server.client("sqs").create_queue(QueueName="policed", Attributes={"Policy": policy}),
        "sns": lambda: server.client("sns").create_topic(Name="policed", Attributes={"Policy": policy}),
        "s3": lambda: server.client("s3").put_bucket_policy(Bucket="policed", Policy=policy),
        "kms": lambda: server.client("kms").create_key(Policy=policy),
    }
    return refusal(made[service])


@pytest.mark.parametrize(
    ("service", "code", "told"),
    [
        ("sqs", "InvalidAttributeValue", "Invalid value for the parameter Policy."),
        ("sns", "InvalidParameter", "Policy Error: PrincipalNotFound"),
        ("s3", "MalformedPolicy", "Invalid principal in policy"),
        ("kms", "MalformedPolicyDocumentException", "one or more invalid principals"),
    ],
)
def test_policy_of_a_resource__may_not_name_a_service_that_is_none(
    china: EmbeddedServer, service: str, code: str, told: str
) -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": CHINA_ONLY}, "Action": "*", "Resource": "*"}

    refused = attached(china, service, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    assert refused[0] == code
    assert told in refused[1]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("SQS::QueuePolicy", {"Queues": ["q"]}),
        ("SNS::TopicPolicy", {"Topics": ["t"]}),
        ("S3::BucketPolicy", {"Bucket": "policed"}),
    ],
)
def test_policy_of_a_resource_in_a_template__may_not_name_another_partition(
    china: EmbeddedServer, kind: str, properties: dict[str, Any]
) -> None:
    document = {"Version": "2012-10-17", "Statement": [foreign_statement("aws") | {"Principal": "*"}]}
    resource = {"Type": f"AWS::{kind}", "Properties": {**properties, "PolicyDocument": document}}

    with pytest.raises(DeployError, match='Partition "aws" is not valid for resource'):
        china.deploy(f"foreign-{kind.replace('::', '-')}", {"Resources": {"Policy": resource}})


def test_permission_of_a_service_that_is_none__is_refused_by_the_service_and_in_templates(
    china: EmbeddedServer,
) -> None:
    china.function("permitted", "def handler(event, context): pass")
    wanted = {"FunctionName": "permitted", "Action": "lambda:InvokeFunction", "Principal": CHINA_ONLY}

    told = refusal(china.client("lambda").add_permission, StatementId="s", **wanted)

    assert told[0] == "InvalidParameterValueException"
    assert told[1].startswith("The provided principal was invalid.")
    with pytest.raises(DeployError, match="The provided principal was invalid"):
        china.deploy(
            "foreign-permission", {"Resources": {"P": {"Type": "AWS::Lambda::Permission", "Properties": wanted}}}
        )


# Names of resources

FOREIGN = "arn:aws:{}:cn-north-1:000000000000:named"
BUILT_IN = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "code"),
    [
        ("lambda", "invoke", {"FunctionName": FOREIGN.format("lambda") + ":f"}, "InvalidParameterValueException"),
        ("sns", "publish", {"TopicArn": FOREIGN.format("sns"), "Message": "m"}, "InvalidParameter"),
        (
            "sqs",
            "send_message",
            {"QueueUrl": "https://sqs.cn-north-1.amazonaws.com/000000000000/q", "MessageBody": "m"},
            "InvalidAddress",
        ),
        ("iam", "attach_role_policy", {"RoleName": "r", "PolicyArn": BUILT_IN}, "InvalidInput"),
        ("sts", "assume_role", {"RoleArn": "arn:aws:iam::000000000000:role/r", "RoleSessionName": "rr"}, "Validation"),
        ("events", "put_targets", {"Rule": "r", "Targets": [{"Id": "1", "Arn": FOREIGN.format("sqs")}]}, "Validation"),
        (
            "cloudwatch",
            "put_metric_alarm",
            {
                "AlarmName": "a",
                "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 1,
                "AlarmActions": [FOREIGN.format("sns")],
            },
            "ValidationError",
        ),
        (
            "s3",
            "put_bucket_notification_configuration",
            {
                "Bucket": "named",
                "NotificationConfiguration": {
                    "QueueConfigurations": [{"Events": ["s3:ObjectCreated:*"], "QueueArn": FOREIGN.format("sqs")}]
                },
            },
            "InvalidArgument",
        ),
    ],
)
def test_resource_named_in_another_partition__is_refused(
    china: EmbeddedServer, service: str, operation: str, arguments: dict[str, Any], code: str
) -> None:
    told = refusal(getattr(china.client(service), operation), **arguments)

    assert told[0].startswith(code)
    assert (
        'Partition "aws" is not valid for resource "arn:aws:' in told[1] or "is not valid for this endpoint" in told[1]
    )


def test_property_that_names_another_partition__fails_its_resource(china: EmbeddedServer) -> None:
    properties = {
        "AssumeRolePolicyDocument": json.loads(trust("lambda.amazonaws.com")),
        "ManagedPolicyArns": [BUILT_IN],
    }

    with pytest.raises(DeployError, match=f'Partition "aws" is not valid for resource "{BUILT_IN}"'):
        china.deploy("foreign-managed", {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}})


def test_text_that_only_passes_through__may_name_any_partition(china: EmbeddedServer) -> None:
    queue = china.client("sqs").create_queue(QueueName="passing")["QueueUrl"]
    text = json.dumps({"TopicArn": BUILT_IN})

    china.client("sqs").send_message(QueueUrl=queue, MessageBody=text)
    china.function("passing", "def handler(event, context): return event", Environment={"Variables": {"ARN": BUILT_IN}})

    assert china.invoke("passing", {"TopicArn": BUILT_IN}) == ({"TopicArn": BUILT_IN}, None)


def test_parameters_of_a_task__are_held_to_the_same(china: EmbeddedServer) -> None:
    call = {"FunctionName": FOREIGN.format("lambda") + ":f"}
    task = {"Type": "Task", "Resource": "arn:aws-cn:states:::lambda:invoke", "Parameters": call}

    ended = create_and_run(china, "foreign-parameter", in_order(Call=task))

    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")
    assert 'Partition "aws" is not valid' in ended["cause"]


# State machines


def invoking(partition: str) -> dict[str, Any]:
    resource = f"arn:{partition}:states:::lambda:invoke"
    return in_order(Call={"Type": "Task", "Resource": resource, "Parameters": {"FunctionName": "called"}})


def test_integration_of_another_partition__fails_when_it_runs(china: EmbeddedServer) -> None:
    ended = create_and_run(china, "foreign-integration", invoking("aws"))

    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")
    assert "The partition 'aws' of the resource 'arn:aws:states:::lambda:invoke'" in ended["cause"]


def test_reader_of_another_partition__fails_when_it_runs(china: EmbeddedServer) -> None:
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **in_order(P={"Type": "Pass"}),
    }

    ended = create_and_run(
        china, "foreign-reader", in_order(Each={"Type": "Map", "ItemReader": reader, "ItemProcessor": processor})
    )

    assert ended["status"] == "FAILED"
    assert "The partition 'aws' of the resource" in ended["cause"]


def test_stock__passes_an_unknown_integration_on_as_if_it_had_run(stock: EmbeddedServer) -> None:
    definition = in_order(Call={"Type": "Task", "Resource": "arn:aws-cn:states:::sqs:sendMessage"})

    assert create_and_run(stock, "unknown-integration", definition, {"in": 1})["output"] == {"in": 1}


# Features


def test_edge_endpoint__is_refused_in_china_by_the_service_and_in_templates(china: EmbeddedServer) -> None:
    told = refusal(china.client("apigateway").create_rest_api, name="edge", endpointConfiguration={"types": ["EDGE"]})
    assert told == (
        "BadRequestException",
        "Endpoint Configuration type EDGE is not supported in this region: cn-north-1",
    )

    properties = {"Name": "edge", "EndpointConfiguration": {"Types": ["EDGE"]}}
    with pytest.raises(DeployError, match="type EDGE is not supported in this region: cn-north-1"):
        china.deploy("edge", {"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": properties}}})


def test_api_cannot_become_an_edge_one_in_china(china: EmbeddedServer) -> None:
    gateway = china.client("apigateway")
    api = gateway.create_rest_api(name="regional")["id"]
    change = {"op": "replace", "path": "/endpointConfiguration/types/REGIONAL", "value": "EDGE"}

    assert refusal(gateway.update_rest_api, restApiId=api, patchOperations=[change])[0] == "BadRequestException"


def test_active_tracing__is_refused_in_china_by_the_service_and_in_templates(china: EmbeddedServer) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match=r"Active is not supported in cn-north-1 \(aws-cn\)"):
        china.function("traced", "def handler(event, context): pass", TracingConfig={"Mode": "Active"})

    china.function("untraced", "def handler(event, context): pass", TracingConfig={"Mode": "PassThrough"})
    change = china.client("lambda").update_function_configuration
    assert "use PassThrough" in refusal(change, FunctionName="untraced", TracingConfig={"Mode": "Active"})[1]

    role = china.role("traced-by-template", WRITES_LOGS)
    properties = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Role": f"arn:aws-cn:iam::{ACCOUNT}:role/{role}",
        "Code": {"ZipFile": "def handler(event, context): pass"},
        "TracingConfig": {"Mode": "Active"},
    }
    with pytest.raises(DeployError, match="TracingConfig with Mode Active is not supported"):
        china.deploy("traced", {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": properties}}})


def test_function_url__is_refused_in_china(china: EmbeddedServer) -> None:
    china.function("without-url", "def handler(event, context): pass")

    told = refusal(china.client("lambda").create_function_url_config, FunctionName="without-url", AuthType="NONE")

    assert told[1] == "Function URLs are not available in cn-north-1 (aws-cn)"


def test_cache_policy__is_refused_in_china(china: EmbeddedServer) -> None:
    behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "a-policy"}
    origin = {
        "Id": "o",
        "DomainName": "b.s3.cn-north-1.amazonaws.com.cn",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    config = {
        "CallerReference": "c",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
    }
    assert "CachePolicyId" in refusal(china.client("cloudfront").create_distribution, DistributionConfig=config)[1]

    properties = {
        "DistributionConfig": {
            "Enabled": True,
            "Origins": [{"Id": "o", "DomainName": origin["DomainName"], "S3OriginConfig": {}}],
            "DefaultCacheBehavior": behaviour,
        }
    }
    with pytest.raises(DeployError, match="CachePolicyId is not supported in cn-north-1"):
        china.deploy(
            "cached", {"Resources": {"D": {"Type": "AWS::CloudFront::Distribution", "Properties": properties}}}
        )


def test_word_edge_elsewhere_in_an_api__is_taken(china: EmbeddedServer) -> None:
    gateway = china.client("apigateway")
    api = gateway.create_rest_api(name="EDGE", endpointConfiguration={"types": ["REGIONAL"]})
    parts = {"restApiId": api["id"], "parentId": api["rootResourceId"], "pathPart": "EDGE"}

    assert gateway.create_resource(**parts)["path"] == "/EDGE"


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "told"),
    [
        ("lambda", "update_function_configuration", {"SnapStart": {"ApplyOn": "PublishedVersions"}}, "SnapStart"),
        ("lambda", "put_function_recursion_config", {"RecursiveLoop": "Allow"}, "Recursive loop detection"),
        (
            "lambda",
            "put_function_event_invoke_config",
            {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws-cn:s3:::failed"}}},
            "A destination of type S3",
        ),
        (
            "lambda",
            "create_event_source_mapping",
            {
                "EventSourceArn": "arn:aws-cn:sqs:cn-north-1:000000000000:q",
                "MetricsConfig": {"Metrics": ["EventCount"]},
            },
            "event source mappings",
        ),
        (
            "lambda",
            "put_function_code_signing_config",
            {"CodeSigningConfigArn": SIGNING},
            "Code signing",
        ),
        ("logs", "start_live_tail", {"logGroupIdentifiers": ["arn:aws-cn:logs:cn-north-1:1:log-group:g"]}, "Live Tail"),
        (
            "cloudfront",
            "create_origin_access_control",
            {
                "OriginAccessControlConfig": {
                    "Name": "n",
                    "SigningProtocol": "sigv4",
                    "SigningBehavior": "always",
                    "OriginAccessControlOriginType": "s3",
                }
            },
            "Origin access controls",
        ),
        (
            "cloudfront",
            "create_function",
            {"Name": "n", "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"}, "FunctionCode": b"f"},
            "CloudFront Functions",
        ),
        (
            "apigateway",
            "create_authorizer",
            {"restApiId": "a", "name": "n", "type": "COGNITO_USER_POOLS", "providerARNs": ["arn:aws-cn:cognito-idp:x"]},
            "COGNITO_USER_POOLS",
        ),
    ],
)
def test_feature_that_china_lacks__is_refused_by_the_service(
    china: EmbeddedServer, service: str, operation: str, arguments: dict[str, Any], told: str
) -> None:
    named = {"FunctionName": "lacking"} if service == "lambda" else {}

    refused = refusal(getattr(china.client(service), operation), **named, **arguments)

    assert told in refused[1]
    assert "cn-north-1 (aws-cn)" in refused[1]


@pytest.mark.parametrize(
    ("kind", "properties", "told"),
    [
        ("Lambda::Function", {**EMPTY_FUNCTION, "SnapStart": {"ApplyOn": "PublishedVersions"}}, "SnapStart"),
        ("Lambda::Function", {**EMPTY_FUNCTION, "RecursiveLoop": "Allow"}, "Recursive loop detection"),
        (
            "Lambda::EventSourceMapping",
            {"FunctionName": "f", "ProvisionedPollerConfig": {"MinimumPollers": 2}},
            "provisioned pollers",
        ),
        (
            "Lambda::EventInvokeConfig",
            {
                "FunctionName": "f",
                "Qualifier": "$LATEST",
                "DestinationConfig": {"OnFailure": {"Destination": "arn:aws-cn:s3:::failed"}},
            },
            "A destination of type S3",
        ),
        ("ApiGateway::Authorizer", {"Type": "COGNITO_USER_POOLS", "Name": "n", "RestApiId": "a"}, "COGNITO_USER_POOLS"),
    ],
)
def test_feature_that_china_lacks__is_refused_in_templates(
    china: EmbeddedServer, kind: str, properties: dict[str, Any], told: str
) -> None:
    with pytest.raises(DeployError, match=told):
        china.deploy(
            f"lacking-{kind.replace('::', '-')}-{len(told)}",
            {"Resources": {"R": {"Type": f"AWS::{kind}", "Properties": properties}}},
        )


def test_move_of_dead_letters_by_the_queue__is_refused_in_china(china: EmbeddedServer) -> None:
    arn = f"arn:aws-cn:sqs:cn-north-1:{ACCOUNT}:dead"

    assert "StartMessageMoveTask" in refusal(china.client("sqs").start_message_move_task, SourceArn=arn)[1]


def test_features_that_china_lacks__are_there_in_the_commercial_partition(repaired: EmbeddedServer) -> None:
    repaired.client("apigateway").create_rest_api(name="edge", endpointConfiguration={"types": ["EDGE"]})
    repaired.function("traced", "def handler(event, context): pass", TracingConfig={"Mode": "Active"})
    repaired.client("lambda").create_function_url_config(FunctionName="traced", AuthType="NONE")


# State


def test_state_of_one_partition__is_no_state_of_another(tmp_path: Path, china: EmbeddedServer) -> None:
    server = EmbeddedServer(tmp_path, partition=china.partition).start()
    server.stop()

    with pytest.raises(AssertionError, match="is one of aws-cn, not aws"):
        EmbeddedServer(tmp_path).start()
