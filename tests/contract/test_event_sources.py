"""The mail queue rests on partial batch failures, redrive and limited concurrency of event sources."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.patience import eventually

SOURCE = """
import json

def handler(event, context):
    failed = []
    for record in event["Records"]:
        order = json.loads(record["body"])
        print("handled", order["id"], record["attributes"]["ApproximateReceiveCount"], record["receiptHandle"])
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
                # Nothing shows again by itself, however long the function takes.
                "Properties": {"VisibilityTimeout": 6 * FUNCTION_SECONDS, "RedrivePolicy": redrive},
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
                    "Timeout": FUNCTION_SECONDS,
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
    """`[id, receive count, receipt handle]` of each handled order, as the function logged it."""

    def told() -> list[list[str]]:
        pages = (
            server.client("logs").get_paginator("filter_log_events").paginate(logGroupName=log, filterPattern="handled")
        )
        found = [event["message"].split()[-3:] for page in pages for event in page["events"]]
        return found if len(found) >= at_least else []

    return eventually(told, f"{at_least} handled orders")


def test_partial_batch_failure__retries_only_what_failed_and_ends_in_the_dead_letter_queue(
    repaired: EmbeddedServer,
) -> None:
    outputs = repaired.deploy("event-source", template(BatchSize=10))
    sqs, queue = repaired.client("sqs"), outputs["Queue"]

    send(repaired, queue, {"id": "good"}, {"id": "bad", "bad": True})
    for deliveries in (2, 3):
        latest = max((one for one in handled(repaired, outputs["Log"], deliveries) if one[0] == "bad"), key=_count)
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=latest[2], VisibilityTimeout=0)

    dead = eventually(lambda: sqs.receive_message(QueueUrl=outputs["Dead"]).get("Messages"), "the dead letter")
    assert [json.loads(message["Body"])["id"] for message in dead] == ["bad"]
    assert sorted(one[:2] for one in handled(repaired, outputs["Log"], 3)) == [
        ["bad", "1"],
        ["bad", "2"],
        ["good", "1"],
    ]
    eventually(lambda: _depths(sqs, queue) == {"0"}, "the end of the good order")


def _count(order: list[str]) -> int:
    return int(order[1])


def _depths(sqs: Any, queue: str) -> set[str]:
    """How many messages of a queue are visible, and how many are not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    return set(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"].values())


def test_scaling_configuration__is_kept(repaired: EmbeddedServer) -> None:
    outputs = repaired.deploy("event-source-scaled", template(BatchSize=1, ScalingConfig={"MaximumConcurrency": 2}))

    described = repaired.client("lambda").get_event_source_mapping(UUID=outputs["Source"])

    assert described["ScalingConfig"] == {"MaximumConcurrency": 2}
    assert described["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_hundred_orders__are_handled(repaired: EmbeddedServer) -> None:
    outputs = repaired.deploy("event-source-many", template(BatchSize=10))

    send(repaired, outputs["Queue"], *({"id": str(number)} for number in range(100)))

    assert len({order[0] for order in handled(repaired, outputs["Log"], 100)}) == 100
