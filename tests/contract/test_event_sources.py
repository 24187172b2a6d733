"""The mail queue rests on partial batch failures, redrive and limited concurrency of event sources."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

SOURCE = """
import json, time

def handler(event, context):
    failed = []
    for record in event["Records"]:
        order = json.loads(record["body"])
        print("handled", order["id"], record["attributes"]["ApproximateReceiveCount"])
        time.sleep(order.get("sleep", 0))
        if order.get("bad"):
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""


def template(**mapping: Any) -> dict[str, Any]:
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": "Dead.Arn"}, "maxReceiveCount": 2}
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": ["sqs:*", "logs:*"], "Resource": "*"}
    policy = {"PolicyName": "work", "PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]}}
    return {
        "Resources": {
            "Dead": {"Type": "AWS::SQS::Queue"},
            "Queue": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"VisibilityTimeout": 1, "RedrivePolicy": redrive},
            },
            "Log": {"Type": "AWS::Logs::LogGroup"},
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
                    "Policies": [policy],
                },
            },
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.13",
                    "Handler": "index.handler",
                    "Timeout": 10,
                    "Role": {"Fn::GetAtt": "Role.Arn"},
                    "Code": {"ZipFile": SOURCE},
                    "LoggingConfig": {"LogGroup": {"Ref": "Log"}},
                },
            },
            "Source": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "EventSourceArn": {"Fn::GetAtt": "Queue.Arn"},
                    "FunctionName": {"Ref": "Function"},
                    "FunctionResponseTypes": ["ReportBatchItemFailures"],
                    **mapping,
                },
            },
        },
        "Outputs": {name: {"Value": {"Ref": name}} for name in ("Queue", "Dead", "Log", "Source")},
    }


def send(server: EmbeddedServer, queue: str, *orders: dict[str, Any]) -> None:
    for order in orders:
        server.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(order))


def handled(server: EmbeddedServer, log: str, at_least: int) -> list[list[str]]:
    """`[id, receive count]` of each handled order, as the function logged it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: list[list[str]] = []
    while len(found) < at_least and time.monotonic() < deadline:
        events = server.client("logs").filter_log_events(logGroupName=log, filterPattern="handled")["events"]
        found = [event["message"].split()[-2:] for event in events]
        time.sleep(0.1)
    return found


def test_partial_batch_failure__retries_only_what_failed_and_ends_in_the_dead_letter_queue(
    repaired: EmbeddedServer,
) -> None:
    outputs = repaired.deploy("event-source", template(BatchSize=10))

    send(repaired, outputs["Queue"], {"id": "good"}, {"id": "bad", "bad": True})

    assert sorted(handled(repaired, outputs["Log"], 3)) == [["bad", "1"], ["bad", "2"], ["good", "1"]]
    sqs = repaired.client("sqs")
    dead = sqs.receive_message(QueueUrl=outputs["Dead"], WaitTimeSeconds=10)["Messages"]
    assert [json.loads(message["Body"])["id"] for message in dead] == ["bad"]
    counts = sqs.get_queue_attributes(QueueUrl=outputs["Queue"], AttributeNames=["All"])["Attributes"]
    assert counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_scaling_configuration__is_kept(repaired: EmbeddedServer) -> None:
    outputs = repaired.deploy("event-source-scaled", template(BatchSize=1, ScalingConfig={"MaximumConcurrency": 2}))

    described = repaired.client("lambda").get_event_source_mapping(UUID=outputs["Source"])

    assert described["ScalingConfig"] == {"MaximumConcurrency": 2}
    assert described["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_hundred_orders__are_handled(repaired: EmbeddedServer) -> None:
    outputs = repaired.deploy("event-source-many", template(BatchSize=10))

    send(repaired, outputs["Queue"], *({"id": str(number)} for number in range(100)))

    assert len({order[0] for order in handled(repaired, outputs["Log"], 100)}) == 100
