"""AWS China: no answer, event or attribute names anything of the commercial partition.

One stack holds a resource of each kind that the systems of this repository are made of; whatever services and functions
tell of it is searched through.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from embedded.lifecycle.environment import ACCOUNT
from embedded.partition import PARTITIONS
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.contract.rest_api import call
from tests.contract.state_machines import create_and_run, in_order
from tests.patience import PATIENCE_SECONDS

REGION = "cn-north-1"
# ARNs of the commercial partition, and hosts below its suffix; names of services are no hosts.
FOREIGN = re.compile(r"arn:aws:[^\s\"']*|[\w-]+\.[\w-]+\.amazonaws\.com(?!\.cn)|[\w.-]*(?:eu|us)-\w+-\d[\w.-]*")

# Keeps what it is called with, as seen from within.
KEEPS = """
import json, os, uuid, boto3

def handler(event, context):
    seen = {"event": event, "arn": context.invoked_function_arn, "region": os.environ["AWS_REGION"]}
    seen["caller"] = boto3.client("sts").get_caller_identity()["Arn"]
    boto3.client("s3").put_object(Bucket=os.environ["SEEN"], Key=uuid.uuid4().hex, Body=json.dumps(seen, default=str))
    return {"statusCode": 200, "body": json.dumps(seen, default=str)}
"""

ATTRIBUTES = {
    "Queue": ["Arn", "QueueUrl", "QueueName"],
    "Arrivals": ["Arn"],
    "Bucket": ["Arn", "DomainName", "RegionalDomainName", "WebsiteURL"],
    "Topic": ["TopicArn"],
    "Table": ["Arn", "StreamArn"],
    "Role": ["Arn"],
    "Function": ["Arn"],
    "Version": ["Version"],
    "Log": ["Arn"],
    "Key": ["Arn"],
    "Machine": ["Arn"],
    "Schedule": ["Arn"],
    "Alarm": ["Arn"],
    "Secret": ["Id"],
}


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def get(attribute: str) -> dict[str, str]:
    return {"Fn::GetAtt": attribute}


def policy(*actions: str, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trusting(*services: str) -> dict[str, Any]:
    principal = {"Service": [f"{service}.amazonaws.com" for service in services]}
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }


def storage() -> dict[str, Any]:
    table = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
    }
    arrivals = {"QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": get("Arrivals.Arn")}]}
    sending = policy("sqs:SendMessage", Principal={"Service": ["s3.amazonaws.com", "sns.amazonaws.com"]})
    return {
        "Seen": of("S3::Bucket"),
        "Arrivals": of("SQS::Queue"),
        "ArrivalsPolicy": of("SQS::QueuePolicy", Queues=[{"Ref": "Arrivals"}], PolicyDocument=sending),
        "Bucket": {**of("S3::Bucket", NotificationConfiguration=arrivals), "DependsOn": "ArrivalsPolicy"},
        "Queue": of("SQS::Queue"),
        "Table": of("DynamoDB::Table", **table),
        "Topic": of("SNS::Topic"),
        "Subscription": of(
            "SNS::Subscription", TopicArn={"Ref": "Topic"}, Protocol="lambda", Endpoint=get("Function.Arn")
        ),
        "Key": of(
            "KMS::Key",
            KeyPolicy=policy(
                "kms:*", Principal={"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
            ),
        ),
        "Secret": of("SecretsManager::Secret", SecretString="none"),
    }


def functions() -> dict[str, Any]:
    source = {"FunctionName": {"Ref": "Function"}}
    sources = {"Queue": "Queue.Arn", "Arrivals": "Arrivals.Arn", "Table": "Table.StreamArn"}
    start = {"Table": {"StartingPosition": "TRIM_HORIZON"}}
    return {
        "Role": of(
            "IAM::Role",
            AssumeRolePolicyDocument=trusting("lambda", "states", "scheduler"),
            Policies=[{"PolicyName": "all", "PolicyDocument": policy("*")}],
        ),
        "Log": of("Logs::LogGroup"),
        "Function": of(
            "Lambda::Function",
            Runtime="python3.13",
            Handler="index.handler",
            Timeout=FUNCTION_SECONDS,
            Role=get("Role.Arn"),
            Code={"ZipFile": KEEPS},
            Environment={"Variables": {"SEEN": {"Ref": "Seen"}}},
            LoggingConfig={"LogGroup": {"Ref": "Log"}},
        ),
        "Version": of("Lambda::Version", **source),
        "Alias": of("Lambda::Alias", **source, Name="live", FunctionVersion=get("Version.Version")),
        "MayNotify": of("Lambda::Permission", **source, Action="lambda:InvokeFunction", Principal="sns.amazonaws.com"),
        "MayCall": of(
            "Lambda::Permission", **source, Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
        ),
        **{
            f"From{name}": of("Lambda::EventSourceMapping", **source, EventSourceArn=get(arn), **start.get(name, {}))
            for name, arn in sources.items()
        },
    }


def schedules_and_machines() -> dict[str, Any]:
    target = {"Arn": get("Function.Arn"), "RoleArn": get("Role.Arn"), "Input": '{"from": "schedule"}'}
    alarm = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Threshold": 0}
    return {
        "Machine": of(
            "StepFunctions::StateMachine",
            RoleArn=get("Role.Arn"),
            DefinitionString=json.dumps(in_order(P={"Type": "Pass"})),
        ),
        "Schedule": of(
            "Scheduler::Schedule",
            ScheduleExpression="cron(0 12 * * ? *)",
            ScheduleExpressionTimezone="Asia/Shanghai",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target,
        ),
        "Alarm": of(
            "CloudWatch::Alarm",
            **alarm,
            Namespace="N",
            MetricName="M",
            Period=60,
            Statistic="Sum",
            AlarmActions=[{"Ref": "Topic"}],
        ),
    }


def api() -> dict[str, Any]:
    of_api = {"RestApiId": {"Ref": "Api"}}
    uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
    integration = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": uri}}
    return {
        "Api": of("ApiGateway::RestApi", Name="api", EndpointConfiguration={"Types": ["REGIONAL"]}),
        "Answers": of("ApiGateway::Resource", **of_api, ParentId=get("Api.RootResourceId"), PathPart="answers"),
        "Post": of(
            "ApiGateway::Method",
            **of_api,
            ResourceId={"Ref": "Answers"},
            HttpMethod="POST",
            AuthorizationType="NONE",
            Integration=integration,
        ),
        "Deployment": {**of("ApiGateway::Deployment", **of_api), "DependsOn": "Post"},
        "Stage": of("ApiGateway::Stage", **of_api, DeploymentId={"Ref": "Deployment"}, StageName="api"),
    }


def template() -> dict[str, Any]:
    resources = {**storage(), **functions(), **schedules_and_machines(), **api()}
    wanted = {
        f"{name}{attribute}": get(f"{name}.{attribute}") for name, listed in ATTRIBUTES.items() for attribute in listed
    }
    pseudo = {"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix} ${AWS::Region} ${AWS::StackId}"}
    values = {**wanted, **{name: {"Ref": name} for name in resources}, "Pseudo": pseudo}
    return {"Resources": resources, "Outputs": {name: {"Value": value} for name, value in values.items()}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own, because its clock never comes back and it is stopped in between."""
    server = EmbeddedServer(tmp_path_factory.mktemp("china"), partition=PARTITIONS["aws-cn"])
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def outputs(server: EmbeddedServer) -> dict[str, str]:
    return server.deploy("everything", template())


def foreign(document: Any) -> list[str]:
    """Whatever of a document belongs to the commercial partition."""
    return FOREIGN.findall(json.dumps(document, default=str))


def seen(server: EmbeddedServer, outputs: dict[str, str], wanted: Callable[[Any], bool]) -> dict[str, Any]:
    """The first call of the function that is wanted."""
    s3 = server.client("s3")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for listed in s3.list_objects_v2(Bucket=outputs["Seen"]).get("Contents", []):
            found: dict[str, Any] = json.load(s3.get_object(Bucket=outputs["Seen"], Key=listed["Key"])["Body"])
            if wanted(found["event"]):
                return found
        time.sleep(0.1)
    raise AssertionError(f"the function was not called so:\n{server.log()[-3000:]}")


def records(source: str, **known: str) -> Callable[[Any], bool]:
    """Tells events of a source, whose name stands at either of two places."""

    def wanted(event: Any) -> bool:
        first = (event.get("Records") or [{}])[0]
        told = first.get("eventSource") or first.get("EventSource")
        return told == source and all(text in json.dumps(first) for text in known.values())

    return wanted


def test_pattern__finds_what_it_is_to_find() -> None:
    assert foreign({"Arn": "arn:aws:sqs:cn-north-1:1:q"})
    assert foreign("https://x.execute-api.amazonaws.com/")
    assert foreign("b.s3.eu-central-1.amazonaws.com.cn")
    assert not foreign(["arn:aws-cn:s3:::b", "lambda.amazonaws.com", "b.s3.cn-north-1.amazonaws.com.cn"])


def test_attributes_and_references__are_those_of_china(outputs: dict[str, str]) -> None:
    assert foreign(outputs) == []
    arns = {name: value for name, value in outputs.items() if name.endswith("Arn")}
    assert {value.split(":")[1] for value in arns.values()} == {"aws-cn"}
    assert {value.split(":")[3] for value in arns.values()} <= {REGION, ""}
    assert outputs["Pseudo"].startswith(f"aws-cn amazonaws.com.cn {REGION} arn:aws-cn:cloudformation:{REGION}:")
    assert outputs["BucketRegionalDomainName"] == f"{outputs['Bucket']}.s3.{REGION}.amazonaws.com.cn"
    assert outputs["BucketWebsiteURL"] == f"http://{outputs['Bucket']}.s3-website.{REGION}.amazonaws.com.cn"


def test_answers_of_services__are_those_of_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    function, topic, table = outputs["Function"], outputs["Topic"], outputs["Table"]
    asked: dict[str, dict[str, dict[str, Any]]] = {
        "sts": {"get_caller_identity": {}},
        "cloudformation": {"describe_stacks": {}, "describe_stack_resources": {"StackName": "everything"}},
        "iam": {"list_roles": {}, "list_role_policies": {"RoleName": outputs["Role"]}},
        "lambda": {
            "get_function": {"FunctionName": function},
            "list_event_source_mappings": {},
            "get_policy": {"FunctionName": function},
        },
        "sqs": {"get_queue_attributes": {"QueueUrl": outputs["Queue"], "AttributeNames": ["All"]}},
        "sns": {"get_topic_attributes": {"TopicArn": topic}, "list_subscriptions": {}},
        "dynamodb": {"describe_table": {"TableName": table}},
        "stepfunctions": {"describe_state_machine": {"stateMachineArn": outputs["Machine"]}},
        "scheduler": {"list_schedules": {}},
        "logs": {"describe_log_groups": {}},
        "cloudwatch": {"describe_alarms": {}},
        "kms": {"describe_key": {"KeyId": outputs["Key"]}},
        "secretsmanager": {"list_secrets": {}},
        "s3": {"get_bucket_notification_configuration": {"Bucket": outputs["Bucket"]}},
        "apigateway": {"get_rest_apis": {}, "get_stages": {"restApiId": outputs["Api"]}},
        "resourcegroupstaggingapi": {"get_resources": {}},
    }
    for service, operations in asked.items():
        for operation, arguments in operations.items():
            answer = getattr(server.client(service), operation)(**arguments)
            answer.pop("ResponseMetadata")
            assert foreign(answer) == [], (service, operation)


def test_export_of_an_api__names_a_host_of_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    exported = server.client("apigateway").get_export(restApiId=outputs["Api"], stageName="api", exportType="oas30")

    document = json.load(exported["body"])
    assert document["servers"] == [{"url": f"https://{outputs['Api']}.execute-api.{REGION}.amazonaws.com.cn/api"}]
    assert foreign(document) == []


@pytest.mark.parametrize("source", ["sqs", "s3 by sqs", "dynamodb", "sns"])
def test_event__names_its_source_in_china(server: EmbeddedServer, outputs: dict[str, str], source: str) -> None:
    send: dict[str, Callable[[], Any]] = {
        "sqs": lambda: server.client("sqs").send_message(QueueUrl=outputs["Queue"], MessageBody="sent"),
        "s3 by sqs": lambda: server.client("s3").put_object(Bucket=outputs["Bucket"], Key="put", Body=b"x"),
        "dynamodb": lambda: server.client("dynamodb").put_item(TableName=outputs["Table"], Item={"id": {"S": "x"}}),
        "sns": lambda: server.client("sns").publish(TopicArn=outputs["Topic"], Message="published"),
    }
    wanted = {
        "sqs": records("aws:sqs", body="sent"),
        "s3 by sqs": records("aws:sqs", body="ObjectCreated"),
        "dynamodb": records("aws:dynamodb"),
        "sns": records("aws:sns", body="published"),
    }

    send[source]()

    call_of = seen(server, outputs, wanted[source])
    assert foreign(call_of) == []
    assert call_of["arn"].startswith(f"arn:aws-cn:lambda:{REGION}:{ACCOUNT}:function:")
    assert call_of["caller"].startswith(f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/")
    assert call_of["region"] == REGION


def test_request_through_the_gateway__knows_nothing_but_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    answer = call(server, outputs["Api"], body=b"{}")

    assert answer.status == 200, answer.body
    assert foreign(answer.json["event"]["requestContext"]) == []
    assert answer.json["arn"].startswith(f"arn:aws-cn:lambda:{REGION}")


def test_schedule__fires_and_calls_its_target(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    server.control("POST", "/clock", {"advance_seconds": 86400})

    assert seen(server, outputs, lambda event: event.get("from") == "schedule")["region"] == REGION


def test_state_machine__runs_integrations_of_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    states = "arn:aws-cn:states:::"
    invoke = {"FunctionName": outputs["FunctionArn"], "Payload": {"from": "states"}}
    item = {"TableName": outputs["Table"], "Item": {"id": {"S": "from states"}}}
    server.client("s3").put_object(Bucket=outputs["Bucket"], Key="items.json", Body=b"[1, 2]")
    reader = {
        "Resource": f"{states}s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Parameters": {"Bucket": outputs["Bucket"], "Key": "items.json"},
    }
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **in_order(P={"Type": "Pass"}),
    }
    definition = in_order(
        Direct={"Type": "Task", "Resource": outputs["FunctionArn"]},
        Invoke={"Type": "Task", "Resource": f"{states}lambda:invoke", "Parameters": invoke},
        Put={"Type": "Task", "Resource": f"{states}dynamodb:putItem", "Parameters": item, "ResultPath": None},
        Ask={"Type": "Task", "Resource": f"{states}aws-sdk:sqs:listQueues", "Parameters": {}},
        Each={"Type": "Map", "ItemReader": reader, "ItemProcessor": processor},
        Nested={
            "Type": "Task",
            "Resource": f"{states}states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": outputs["Machine"]},
        },
    )

    ended = create_and_run(server, "all-integrations", definition)

    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert foreign(ended) == []
    history = server.client("stepfunctions").get_execution_history(executionArn=ended["executionArn"], maxResults=1000)
    assert foreign(history["events"]) == []


def test_permission__is_decided_by_arns_of_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    source = """
import boto3
def handler(event, context):
    for queue in event:
        boto3.client("sqs").send_message(QueueUrl=queue, MessageBody="x")
"""
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": outputs["ArrivalsArn"]}
    role = server.role("sends-to-one", allowed)
    server.function("sends", source, role=f"arn:aws-cn:iam::{ACCOUNT}:role/{role}")

    assert server.invoke("sends", [outputs["Arrivals"]]) == (None, None)
    refused, _ = server.invoke("sends", [outputs["Queue"]])
    assert f"User: arn:aws-cn:sts::{ACCOUNT}:assumed-role/{role}/" in refused["errorMessage"]
    assert foreign(refused["errorMessage"]) == []


def test_bucket_of_a_commercial_region__cannot_be_made(server: EmbeddedServer) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match=r"(?i)location|region"):
        server.client("s3").create_bucket(
            Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )


def test_restart__keeps_everything_in_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    server.control("POST", "/save")
    server.kill()
    server.start()

    described = server.client("cloudformation").describe_stacks(StackName="everything")["Stacks"][0]
    assert {one["OutputKey"]: one["OutputValue"] for one in described["Outputs"]} == outputs
    answer, error = server.invoke(outputs["FunctionArn"], {"after": "restart"})
    assert (error, json.loads(answer["body"])["arn"]) == (None, outputs["FunctionArn"])


def test_saved_state__names_nothing_but_china(server: EmbeddedServer, outputs: dict[str, str]) -> None:
    server.control("POST", "/save")
    server.kill()  # it saves every now and then, and removes what it saved before

    saved = [path.read_text() for path in Path(server.state, "saved").rglob("*.json")]
    assert any(outputs["QueueArn"] in text for text in saved)
    assert {found for text in saved for found in re.findall(r"arn:aws:[^\s\"']*", text)} == set()
    server.start()
