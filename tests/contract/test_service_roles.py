from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_server import ACCOUNT, FUNCTION_SECONDS, WRITES_LOGS, EmbeddedServer
from tests.patience import PATIENCE_SECONDS

ECHO = "def handler(event, context):\n    print('called')\n    return event\n"
REGION = "eu-central-1"


def named(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def allow(action: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def role(server: EmbeddedServer, *statements: dict[str, Any], service: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{server.role(named('role'), *statements, service=f'{service}.amazonaws.com')}"


def run(
    server: EmbeddedServer, states: dict[str, Any], *statements: dict[str, Any], given: Any = None
) -> dict[str, Any]:
    """Runs a state machine that begins with the first state under a role with the given permissions."""
    sfn = server.client("stepfunctions")
    machine = sfn.create_state_machine(
        name=named("machine"),
        definition=json.dumps({"StartAt": next(iter(states)), "States": states}),
        roleArn=role(server, *statements, service="states"),
    )
    execution = sfn.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(given or {}))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = sfn.describe_execution(executionArn=execution["executionArn"])
        if found["status"] != "RUNNING":
            return found
        time.sleep(0.05)
    raise AssertionError("still running")


def invoke_state(function: str, **more: Any) -> dict[str, Any]:
    parameters = {"FunctionName": function, "Payload": {"a": 1}}
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": parameters, "End": True, **more}


def test_stock__lets_a_state_machine_call_what_its_role_does_not_allow(stock: EmbeddedServer) -> None:
    function = stock.function(named("echo"), ECHO)

    assert run(stock, {"Call": invoke_state(function)})["status"] == "SUCCEEDED"


def test_task_without_permission__fails_by_the_name_that_aws_gives(repaired: EmbeddedServer) -> None:
    function = repaired.function(named("echo"), ECHO)

    found = run(repaired, {"Call": invoke_state(function)})

    assert (found["status"], found["error"]) == ("FAILED", "Lambda.AWSLambdaException")
    assert f"is not authorized to perform: lambda:InvokeFunction on resource: {function}" in found["cause"]


def test_task_with_permission__runs_with_and_without_timeout(repaired: EmbeddedServer) -> None:
    function = repaired.function(named("echo"), ECHO)
    states = {
        "Call": invoke_state(function, TimeoutSeconds=FUNCTION_SECONDS, End=False, Next="Again"),
        "Again": invoke_state(function),
    }
    del states["Call"]["End"]

    assert run(repaired, states, allow("lambda:InvokeFunction", function))["status"] == "SUCCEEDED"


def distributed(function: str, bucket: str) -> dict[str, Any]:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Parameters": {"Bucket": bucket, "Key": "manifest.json"},
    }
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Call",
        "States": {"Call": invoke_state(function)},
    }
    return {"Each": {"Type": "Map", "ItemReader": reader, "ItemProcessor": processor, "End": True}}


@pytest.fixture
def manifest(repaired: EmbeddedServer) -> str:
    bucket, s3 = named("manifest"), repaired.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=bucket, Key="manifest.json", Body=b"[1, 2, 3]")
    return bucket


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("states:StartExecution", "States.Permissions"),
        ("s3:GetObject", "States.ItemReaderFailed"),
        ("lambda:InvokeFunction", "States.ExceedToleratedFailureThreshold"),
        (None, None),
    ],
)
def test_distributed_map__needs_children_items_and_tasks(
    repaired: EmbeddedServer, manifest: str, missing: str | None, error: str | None
) -> None:
    function = repaired.function(named("echo"), ECHO)
    needed = ["states:StartExecution", "s3:GetObject", "lambda:InvokeFunction"]
    statements = [allow(action) for action in needed if action != missing]

    assert run(repaired, distributed(function, manifest), *statements).get("error") == error


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own, because its clock never comes back."""
    server = EmbeddedServer(tmp_path_factory.mktemp("roles")).start()
    yield server
    server.stop()


def schedule(server: EmbeddedServer, role_arn: str, target: str, **more: Any) -> None:
    server.client("scheduler").create_schedule(
        Name=named("schedule"),
        ScheduleExpression="rate(1 hour)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target, "RoleArn": role_arn, "Input": "{}", **more},
    )


def queue(server: EmbeddedServer) -> tuple[str, str]:
    name = named("queue")
    url = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    return url, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def received(server: EmbeddedServer, url: str) -> int:
    return len(server.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []))


def test_schedule__delivers_only_what_its_role_allows(moved: EmbeddedServer) -> None:
    (allowed_url, allowed), (denied_url, denied), (dead_url, dead) = queue(moved), queue(moved), queue(moved)
    role_arn = role(moved, allow("sqs:SendMessage", allowed), service="scheduler")
    schedule(moved, role_arn, allowed)
    schedule(moved, role_arn, denied, DeadLetterConfig={"Arn": dead})

    moved.control("POST", "/clock", {"advance_seconds": 1800})

    assert (received(moved, allowed_url), received(moved, denied_url), received(moved, dead_url)) == (1, 0, 1)


def test_schedule_with_a_role_that_does_not_trust_the_scheduler__is_refused(repaired: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="must allow AWS EventBridge Scheduler to assume the role"):
        schedule(repaired, role(repaired, service="lambda"), queue(repaired)[1])


def test_event_source__needs_the_permissions_of_a_consumer(repaired: EmbeddedServer) -> None:
    _, arn = queue(repaired)
    lacking, complete = named("lacking"), named("complete")
    repaired.function(lacking, ECHO)
    role_arn = role(repaired, allow("sqs:*", arn), service="lambda")
    repaired.function(complete, ECHO, role=role_arn)
    create = repaired.client("lambda").create_event_source_mapping

    with pytest.raises(ClientError, match="does not have permissions to call ReceiveMessage on SQS"):
        create(FunctionName=lacking, EventSourceArn=arn)
    create(FunctionName=complete, EventSourceArn=arn)

    role_name = role_arn.rsplit("/", 1)[-1]
    used = {entry["action"] for entry in repaired.control("GET", "/permissions") if entry["role"] == role_name}
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"} <= used


def has_log(server: EmbeddedServer, name: str) -> bool:
    groups = server.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]
    return bool(groups)


def test_function_that_may_not_write_logs__runs_without_one(repaired: EmbeddedServer) -> None:
    silent, telling = named("silent"), named("telling")
    repaired.function(silent, ECHO, role=role(repaired, service="lambda"))
    repaired.function(telling, ECHO, role=role(repaired, WRITES_LOGS, service="lambda"))

    assert repaired.invoke(silent, 1) == repaired.invoke(telling, 1) == (1, None)
    assert (has_log(repaired, silent), has_log(repaired, telling)) == (False, True)


def logging_to(server: EmbeddedServer) -> dict[str, Any]:
    group = named("/states")
    server.client("logs").create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"
    return {"level": "ALL", "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}]}


def test_state_machine_with_logging__needs_to_deliver_logs(repaired: EmbeddedServer) -> None:
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    machine = {"definition": definition, "loggingConfiguration": logging_to(repaired)}
    create = repaired.client("stepfunctions").create_state_machine

    with pytest.raises(ClientError, match="IAM Role is not authorized to access the Log Destination"):
        create(name=named("machine"), roleArn=role(repaired, service="states"), **machine)
    create(name=named("machine"), roleArn=role(repaired, allow("logs:*"), service="states"), **machine)


def fails_asynchronously(server: EmbeddedServer, *statements: dict[str, Any]) -> str:
    """Lets a function fail whose failures go to a queue; returns that queue's URL."""
    url, arn = queue(server)
    name = named("fails")
    server.function(name, "def handler(e, c): raise KeyError", role=role(server, *statements, service="lambda"))
    lambda_client = server.client("lambda")
    lambda_client.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}}
    )
    lambda_client.invoke(FunctionName=name, InvocationType="Event")
    return url


def test_failure__is_handed_on_only_where_the_role_allows_it(repaired: EmbeddedServer) -> None:
    denied = fails_asynchronously(repaired)
    allowed = fails_asynchronously(repaired, allow("sqs:SendMessage"))

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (handed_on := received(repaired, allowed)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert (handed_on, received(repaired, denied)) == (1, 0)
