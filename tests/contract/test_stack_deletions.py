"""Deletions that meet another operation on their stack, which goes on when its gate is opened."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import botocore.exceptions
import pytest

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import eventually

# A deletion must not take the gate's address away, or stock MiniStack waits for it until its time is over.
GATE = {
    "Gate": {"Type": "AWS::CloudFormation::WaitConditionHandle", "DeletionPolicy": "Retain"},
    "Wait": {
        "Type": "AWS::CloudFormation::WaitCondition",
        "Properties": {"Handle": {"Ref": "Gate"}, "Timeout": "3000"},
    },
}
QUEUE = {"Type": "AWS::SQS::Queue"}
GATED = json.dumps({"Resources": {**GATE, "Queue": {**QUEUE, "DependsOn": "Wait"}}})


class Stack:
    """A stack that is made or updated in two halves."""

    def __init__(self, server: EmbeddedServer, name: str) -> None:
        self.server, self.name = server, name
        self.cloudformation: Any = server.client("cloudformation")

    def half_made(self) -> None:
        self.id = self.cloudformation.create_stack(StackName=self.name, TemplateBody=GATED)["StackId"]
        self.gate = eventually(self._gate, "the gate")

    def half_updated(self) -> None:
        self.server.deploy(self.name, {"Resources": {"Other": QUEUE}})
        self.id = self.cloudformation.update_stack(StackName=self.name, TemplateBody=GATED)["StackId"]
        self.gate = eventually(self._gate, "the gate")

    def go_on(self) -> None:
        """Opens the gate."""
        body = json.dumps({"Status": "SUCCESS", "UniqueId": "1", "Data": "", "Reason": ""}).encode()
        # CloudFormation takes signals without a type of content only.
        request = urllib.request.Request(self.gate, data=body, headers={"Content-Type": ""}, method="PUT")
        urllib.request.urlopen(request).close()

    def delete(self) -> None:
        self.cloudformation.delete_stack(StackName=self.id)

    def status(self) -> str:
        return str(self.cloudformation.describe_stacks(StackName=self.id)["Stacks"][0]["StackStatus"])

    def becomes(self, status: str) -> None:
        eventually(lambda: self.status() == status, f"{self.name} in {status}")

    def _gate(self) -> str:
        found = self.cloudformation.describe_stack_resources(StackName=self.name)["StackResources"]
        return next((one["PhysicalResourceId"] for one in found if one["LogicalResourceId"] == "Gate"), "")


def test_stock__brings_a_stack_back_that_was_deleted_while_it_was_made(stock: EmbeddedServer) -> None:
    stack = Stack(stock, "brought-back")
    stack.half_made()
    stack.delete()
    stack.becomes("DELETE_COMPLETE")
    stack.go_on()
    stack.becomes("CREATE_COMPLETE")


def test_stack_that_is_deleted_while_it_is_made__is_gone_with_what_came_last(repaired: EmbeddedServer) -> None:
    stack = Stack(repaired, "broken-off")
    stack.half_made()
    stack.delete()
    stack.delete()
    assert stack.status() == "DELETE_IN_PROGRESS"
    stack.go_on()
    stack.becomes("DELETE_COMPLETE")
    told = stack.cloudformation.describe_stack_events(StackName=stack.id)["StackEvents"]
    queue = [event["ResourceStatus"] for event in told if event["LogicalResourceId"] == "Queue"]
    assert queue == ["DELETE_COMPLETE", "DELETE_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_IN_PROGRESS"]


def test_protected_stack_that_is_being_made__is_not_deleted(repaired: EmbeddedServer) -> None:
    stack = Stack(repaired, "protected-half-made")
    stack.half_made()
    stack.cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    with pytest.raises(botocore.exceptions.ClientError, match="TerminationProtection"):
        stack.delete()
    stack.go_on()
    stack.becomes("CREATE_COMPLETE")


def test_stack_that_is_deleted_while_it_is_updated__is_refused_and_updated(repaired: EmbeddedServer) -> None:
    stack = Stack(repaired, "updated-first")
    stack.half_updated()
    with pytest.raises(botocore.exceptions.ClientError, match="cannot be deleted while in status UPDATE_IN_PROGRESS"):
        stack.delete()
    stack.go_on()
    stack.becomes("UPDATE_COMPLETE")
