"""A CloudFormation that does what a test tells it, step by step: each look at a stack moves its operation on by one.

Threads may share it: one call is answered after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import yaml
from botocore.exceptions import ClientError

ROOT_TYPE = "AWS::CloudFormation::Stack"
Call = TypeVar("Call", bound=Callable[..., Any])


def one_at_a_time(call: Call) -> Call:
    """Let a method of the fake finish before the next one begins."""

    @wraps(call)
    def alone(self: Any, *positional: Any, **named: Any) -> Any:
        with self.lock:
            return call(self, *positional, **named)

    return alone  # type: ignore[return-value]  # it takes and gives what ``call`` does


@dataclass
class Step:
    """What is so from the next look on: the stack's status, and a resource's event."""

    status: str
    resource: str = ""
    resource_status: str = ""
    reason: str = ""


@dataclass
class FakeStack:
    """One stack and the steps that its running operation still has to take."""

    name: str
    status: str
    tags: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    protected: bool = False
    events: list[dict[str, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    buckets: list[str] = field(default_factory=list)
    resources: dict[str, str] = field(default_factory=dict)
    listed: list[dict[str, str]] = field(default_factory=list)
    created: str = "2026-11-01"

    @property
    def stack_id(self) -> str:
        return f"arn:aws:cloudformation:eu-central-1:123456789012:stack/{self.name}/1"


@dataclass
class FakeCloudFormation:
    """Scripts: ``creation``, ``update``, ``deletion`` and ``rollback`` are the steps of those operations.

    ``scripts`` are those of single stacks, by name, instead of ``creation`` and ``update``. A request that comes again
    with its token changes nothing.
    """

    stacks: dict[str, FakeStack] = field(default_factory=dict)
    creation: Sequence[Step] = (Step("CREATE_IN_PROGRESS"), Step("CREATE_COMPLETE"))
    update: Sequence[Step] = (Step("UPDATE_IN_PROGRESS"), Step("UPDATE_COMPLETE"))
    deletion: Sequence[Step] = (Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE"))
    rollback: Sequence[Step] = (Step("UPDATE_ROLLBACK_IN_PROGRESS"), Step("UPDATE_ROLLBACK_COMPLETE"))
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    refusal: str = ""
    change_sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    scripts: dict[str, Sequence[Step]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def add(self, stack: FakeStack) -> FakeStack:
        self.stacks[stack.name] = stack
        return stack

    @one_at_a_time
    def create_change_set(self, **request: Any) -> dict[str, str]:
        name = request["StackName"]
        if request["ChangeSetName"] in self.change_sets:
            return {"Id": request["ChangeSetName"], "StackId": self.stacks[name].stack_id}
        self.calls.append(f"create_change_set {request['ChangeSetType']} {name}")
        if request["ChangeSetType"] == "CREATE":
            self.add(FakeStack(name, "REVIEW_IN_PROGRESS"))
        self.change_sets[request["ChangeSetName"]] = request
        return {"Id": request["ChangeSetName"], "StackId": self.stacks[name].stack_id}

    @one_at_a_time
    def describe_change_set(self, ChangeSetName: str) -> dict[str, Any]:  # noqa: N803
        self.asked.append("change set")
        if ChangeSetName not in self.change_sets:
            raise _not_found(ChangeSetName)
        if self.refusal:
            return {"Status": "FAILED", "StatusReason": self.refusal}
        changes = [
            {"ResourceChange": {"Action": "Add", "LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue"}}
        ]
        return {"Status": "CREATE_COMPLETE", "Changes": changes}

    @one_at_a_time
    def delete_change_set(self, ChangeSetName: str) -> None:  # noqa: N803
        del self.change_sets[ChangeSetName]

    @one_at_a_time
    def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N803
        if ClientRequestToken in self.tokens:
            return
        self.tokens.add(ClientRequestToken)
        request = self.change_sets.pop(ChangeSetName)
        stack = self.stacks[request["StackName"]]
        self.calls.append(f"execute {stack.name}")
        stack.tags = {tag["Key"]: tag["Value"] for tag in request["Tags"]}
        stack.parameters = {given["ParameterKey"]: given["ParameterValue"] for given in request["Parameters"]}
        stack.outputs = self.outputs.get(stack.name, {})
        resources = yaml.safe_load(request["TemplateBody"])["Resources"]
        stack.resources = {name: resource["Type"] for name, resource in resources.items()}
        usual = self.creation if request["ChangeSetType"] == "CREATE" else self.update
        stack.steps = list(self.scripts.get(stack.name, usual))

    @one_at_a_time
    def delete_stack(self, StackName: str, RetainResources: Sequence[str] = ()) -> None:  # noqa: N803
        stack = self._find(StackName)
        self.calls.append(" ".join(["delete", stack.name, *RetainResources]))
        stack.steps = [Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE")] if RetainResources else list(self.deletion)

    @one_at_a_time
    def continue_update_rollback(
        self,
        StackName: str,  # noqa: N803
        ClientRequestToken: str,  # noqa: N803
        ResourcesToSkip: Sequence[str] = (),  # noqa: N803
    ) -> None:
        self.calls.append(" ".join(["continue", *ResourcesToSkip]))
        self.tokens.add(ClientRequestToken)
        self._find(StackName).steps = list(self.rollback)

    @one_at_a_time
    def rollback_stack(self, StackName: str, ClientRequestToken: str) -> None:  # noqa: N803
        self.calls.append("rollback")
        self.tokens.add(ClientRequestToken)
        self._find(StackName).steps = list(self.rollback)

    @one_at_a_time
    def update_termination_protection(self, StackName: str, EnableTerminationProtection: bool) -> None:  # noqa: N803
        self.calls.append(f"protect {EnableTerminationProtection}")
        self._find(StackName).protected = EnableTerminationProtection

    @one_at_a_time
    def describe_stacks(self, StackName: str = "") -> dict[str, Any]:  # noqa: N803
        self.asked.append(f"stacks {StackName.rpartition(':stack/')[2].partition('/')[0]}")
        chosen = [self._find(StackName)] if StackName else list(self.stacks.values())
        for stack in chosen:
            self._move(stack)
        return {
            "Stacks": [self._described(stack) for stack in chosen if StackName or stack.status != "DELETE_COMPLETE"]
        }

    @one_at_a_time
    def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        stack = self._find(StackName)
        self.asked.append(f"events {stack.name}")
        self._move(stack)
        return {"StackEvents": stack.events[::-1]}

    @one_at_a_time
    def list_stack_resources(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        stack = self._find(StackName)
        made = {"ResourceStatus": "CREATE_COMPLETE"}
        buckets = [{**made, "ResourceType": "AWS::S3::Bucket", "PhysicalResourceId": one} for one in stack.buckets]
        others = [{**made, "ResourceType": kind, "LogicalResourceId": name} for name, kind in stack.resources.items()]
        return {"StackResourceSummaries": [*buckets, *others, *stack.listed]}

    def get_paginator(self, operation: str) -> _Pages:
        return _Pages(getattr(self, operation))

    def _find(self, name_or_id: str) -> FakeStack:
        for stack in self.stacks.values():
            if name_or_id == stack.stack_id or (name_or_id == stack.name and stack.status != "DELETE_COMPLETE"):
                return stack
        raise _not_found(name_or_id)

    def _move(self, stack: FakeStack) -> None:
        if not stack.steps:
            return
        step = stack.steps.pop(0)
        stack.status = step.status
        self._tell(stack, stack.name, ROOT_TYPE, step.status, "")
        stack.events[-1]["PhysicalResourceId"] = stack.stack_id
        if step.resource:
            self._tell(stack, step.resource, "AWS::SQS::Queue", step.resource_status, step.reason)

    @staticmethod
    def _tell(stack: FakeStack, resource: str, kind: str, status: str, reason: str) -> None:
        event = {"EventId": str(len(stack.events)), "LogicalResourceId": resource, "ResourceType": kind}
        stack.events.append({**event, "ResourceStatus": status, "ResourceStatusReason": reason})

    @staticmethod
    def _described(stack: FakeStack) -> dict[str, Any]:
        return {
            "StackName": stack.name,
            "StackId": stack.stack_id,
            "StackStatus": stack.status,
            "EnableTerminationProtection": stack.protected,
            "CreationTime": stack.created,
            "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
            "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()],
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in stack.parameters.items()],
        }


def _not_found(name: str) -> ClientError:
    message = f"Stack with id {name} does not exist"
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")


class _Pages:
    """A paginator of one page."""

    def __init__(self, operation: Any) -> None:
        self.operation = operation

    def paginate(self, **arguments: Any) -> Iterator[dict[str, Any]]:
        yield self.operation(**arguments)
