from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_resource_properties import function, role
from tests.patience import PATIENCE_SECONDS

ALLOWED = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
POLLING = {"Version": "2012-10-17", "Statement": [ALLOWED]}


def with_parameters() -> dict[str, Any]:
    return {
        "Parameters": {"Number": {"Type": "Number", "Default": "7"}},
        "Resources": {
            "Role": role(Policies=[{"PolicyName": "poll", "PolicyDocument": POLLING}]),
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Function": function(FunctionName="numbers", Timeout={"Ref": "Number"}),
            "Source": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "EventSourceArn": {"Fn::GetAtt": "Queue.Arn"},
                    "FunctionName": {"Ref": "Function"},
                    "ScalingConfig": {"MaximumConcurrency": {"Ref": "Number"}},
                },
            },
        },
        "Outputs": {"Queue": {"Value": {"Ref": "Queue"}}},
    }


def order(server: EmbeddedServer) -> Callable[[], str]:
    """Deploys, sends a message, and returns what tells how many still wait."""
    queue = server.deploy("numbers", with_parameters())["Queue"]
    sqs = server.client("sqs")
    sqs.send_message(QueueUrl=queue, MessageBody="{}")

    def waiting() -> str:
        attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        return str(attributes["ApproximateNumberOfMessages"])

    return waiting


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_stock__event_source_with_a_limit_from_a_parameter_never_delivers(stock: EmbeddedServer) -> None:
    waiting = order(stock)

    assert eventually(lambda: "'>=' not supported between instances of 'int' and 'str'" in stock.log())
    assert waiting() == "1"


def test_number_from_a_parameter__is_a_number(repaired: EmbeddedServer) -> None:
    waiting = order(repaired)

    assert eventually(lambda: waiting() == "0")
    assert "not supported between instances" not in repaired.log()
    assert repaired.client("lambda").get_function_configuration(FunctionName="numbers")["Timeout"] == 7
