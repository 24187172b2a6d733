"""The system that everybody deploys: the back end of a shop, eight stacks of twenty resources each.

What it is made of costs the embedded AWS next to nothing, so that tools are measured and not services. The graph is the
one that such systems have: data and messages below, what people do with them above, reports on top. It is four stacks
deep and at most three wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stackyard.templates.documents import dump

SYSTEM = "shop"
ENVIRONMENT = "bench"
"""What the environment is called that this kit deploys it to."""
GRAPH: Mapping[str, tuple[str, ...]] = {
    "storage": (),
    "messages": (),
    "accounts": ("storage",),
    "catalogue": ("storage",),
    "orders": ("storage", "messages"),
    "payments": ("accounts", "messages"),
    "shipping": ("orders", "messages"),
    "reports": ("orders", "payments", "shipping"),
}
"""Stacks in an order in which they can be deployed, each with those whose outputs it takes."""
EDITED = "orders"
"""The stack that changes when one does: three stacks stand below it or take its outputs."""
RESOURCES = 20

_DELETED = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
_TABLES, _QUEUES, _TOPICS, _LOG_GROUPS, _VALUES, _ROLES = 2, 3, 2, 4, 4, 2


@dataclass(frozen=True)
class Stack:
    """One stack; another ``revision`` is another value of one of its resources, and of no output."""

    name: str
    needs: tuple[str, ...] = ()
    revision: int = 0

    @property
    def parameters(self) -> dict[str, tuple[str, str]]:
        """Parameter → the stack and the output that it comes from."""
        return {f"{need.title()}{output}": (need, output) for need in self.needs for output in ("TableArn", "QueueArn")}

    @cached_property
    def template(self) -> dict[str, Any]:
        """The template, the same one for every tool."""
        resources = dict(self._resources())
        return {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"Generated, of the shop's {self.name}",
            **({"Parameters": {name: self._declared(name) for name in self.parameters}} if self.needs else {}),
            "Resources": resources,
            "Outputs": {
                "TableArn": {"Value": {"Fn::GetAtt": ["Table1", "Arn"]}},
                "QueueArn": {"Value": {"Fn::GetAtt": ["Queue1", "Arn"]}},
            },
        }

    @property
    def text(self) -> str:
        """The template as a file has it."""
        return dump(self.template)

    def _declared(self, name: str) -> dict[str, str]:
        need, output = self.parameters[name]
        return {"Type": "String", "Description": f"{output} of the stack {need}"}

    def _resources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for number in _numbers(_TABLES):
            yield f"Table{number}", {"Type": "AWS::DynamoDB::Table", **_DELETED, "Properties": _table()}
        for number in _numbers(_QUEUES):
            yield f"DeadLetters{number}", {"Type": "AWS::SQS::Queue", **_DELETED, "Properties": _queue()}
            properties = {**_queue(), "VisibilityTimeout": 60, "RedrivePolicy": _redrive(f"DeadLetters{number}")}
            yield f"Queue{number}", {"Type": "AWS::SQS::Queue", **_DELETED, "Properties": properties}
        for number in _numbers(_TOPICS):
            yield f"Topic{number}", {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": f"{self.name} {number}"}}
        for number in _numbers(_LOG_GROUPS):
            yield f"LogGroup{number}", {"Type": "AWS::Logs::LogGroup", **_DELETED, "Properties": {"RetentionInDays": 7}}
        for number in _numbers(_VALUES):
            value = f"revision {self.revision}" if number == 1 else f"setting {number}"
            yield f"Setting{number}", {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}
        for number in _numbers(_ROLES):
            yield f"Role{number}", {"Type": "AWS::IAM::Role", "Properties": self._role(number)}

    def _role(self, number: int) -> dict[str, Any]:
        """A function's role: it works on the stack's own things, and on those that the stack takes from others."""
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        taken = {
            kind: [{"Ref": name} for name in self.parameters if name.endswith(f"{kind}Arn")]
            for kind in ("Table", "Queue")
        }
        own = {kind: {"Fn::GetAtt": [f"{kind}{number}", "Arn"]} for kind in taken}
        statements = [
            {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": [own["Table"], *taken["Table"]]},
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": [own["Queue"], *taken["Queue"]]},
        ]
        return {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {"PolicyName": "own-work", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
            ],
        }


def stacks(revision: int = 0) -> list[Stack]:
    """All stacks, in the order of ``GRAPH``; ``revision`` is that of the one that is edited."""
    return [Stack(name, needs, revision if name == EDITED else 0) for name, needs in GRAPH.items()]


def declaration() -> list[dict[str, Any]]:
    """The stacks as ``group_vars`` of this kit declare them."""
    return [
        {
            "name": one.name,
            "parameters": {name: {"output": ".".join(source)} for name, source in one.parameters.items()},
        }
        for one in stacks()
    ]


def _numbers(count: int) -> range:
    return range(1, count + 1)


def _table() -> dict[str, Any]:
    return {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    }


def _queue() -> dict[str, Any]:
    return {"MessageRetentionPeriod": 1209600, "SqsManagedSseEnabled": True}


def _redrive(dead_letters: str) -> dict[str, Any]:
    return {"deadLetterTargetArn": {"Fn::GetAtt": [dead_letters, "Arn"]}, "maxReceiveCount": 5}
