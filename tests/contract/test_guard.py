"""The rails on the embedded AWS: what holds data is lost only when it is named; options of change sets are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.apply import Modes
from stackyard.apply.stack_policy import is_policy
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.guard.rails import offences
from stackyard.plan import StackSpec, make_plan, read_stacks

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import API, Kit

QUEUES = """
Resources:
  Orders: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {name}}}}}
  Old: {{Type: 'AWS::SQS::Queue', DeletionPolicy: {policy}}}
"""
ALARM = """
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      {{ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, MetricName: Errors, Namespace: Shop,
       Period: {period}, Statistic: Sum, Threshold: 0}}
"""


class Guarded(Kit):
    """The kit with its rails; ``allow`` names what may be lost from now on."""

    def __init__(self, server: EmbeddedServer) -> None:
        super().__init__(server)
        self.allow()

    def allow(self, *names: str, **modes: bool) -> None:
        gate = Gate(self.workshop.cloudformation, names)
        self.workshop = replace(self.workshop, gate=gate, modes=Modes(**modes))

    def queues(self, name: str = "first", policy: str = "Delete") -> StackSpec:
        return self.spec("data", QUEUES.format(name=f"{self.target.environment}-{name}", policy=policy))

    def without_old(self) -> StackSpec:
        body = QUEUES.format(name=f"{self.target.environment}-first", policy="Delete")
        return self.spec("data", "\n".join(line for line in body.splitlines() if "Old" not in line))

    def resources(self) -> dict[str, str]:
        found = self.workshop.cloudformation.describe_stack_resources(StackName=self.target.stack_name("shop", "data"))
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found["StackResources"]}


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Guarded:
    return Guarded(repaired)


def test_replaced_queue__stops_before_anything_is_done_unless_it_is_named(kit: Guarded) -> None:
    kit.deploy(kit.queues())
    before = kit.resources()
    with pytest.raises(StackyardError, match=r"shop-data\.Orders .* would be replaced") as refused:
        kit.deploy(kit.queues("second"))
    assert "-e allow_replace=shop-data.Orders" in str(refused.value)
    assert kit.resources() == before
    kit.allow("shop-data.Orders")
    assert [done.done for done in kit.deploy(kit.queues("second"))] == ["updated"]
    assert kit.resources()["Orders"].endswith("-second")


def test_removed_queue__stops(kit: Guarded) -> None:
    kit.deploy(kit.queues())
    with pytest.raises(StackyardError, match=r"shop-data\.Old .* would be removed, and its messages with it"):
        kit.deploy(kit.without_old())


def test_queue_that_a_condition_takes_away__stops(kit: Guarded) -> None:
    kit.deploy(kit.queues())
    body = QUEUES.format(name=f"{kit.target.environment}-first", policy="Delete, Condition: Never")
    never = "Conditions: {Never: {'Fn::Equals': [a, b]}}\n"
    with pytest.raises(StackyardError, match=r"shop-data\.Old .* would be removed, and its messages with it"):
        kit.deploy(kit.spec("data", never + body))
    assert "Old" in kit.resources()


def test_queue_that_becomes_a_topic__is_refused_by_cloudformation(kit: Guarded) -> None:
    kit.deploy(kit.queues())
    body = QUEUES.format(name=f"{kit.target.environment}-first", policy="Delete")
    with pytest.raises(StackyardError, match=r"Update of resource type is not permitted.*\[Old\]"):
        kit.deploy(kit.spec("data", body.replace("Old: {Type: 'AWS::SQS::Queue'", "Old: {Type: 'AWS::SNS::Topic'")))
    assert "Old" in kit.resources()


def test_removed_queue_that_stays_in_the_account__passes(kit: Guarded) -> None:
    kit.deploy(kit.queues(policy="Retain"))
    address = kit.resources()["Old"]
    assert [done.done for done in kit.deploy(kit.without_old())] == ["updated"]
    assert kit.target.client("sqs").get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]


def test_deployment_of_several_stacks__is_judged_before_the_first_of_them_changes(kit: Guarded) -> None:
    kit.deploy(kit.queues(), kit.spec("api", API, Name="a"))
    specs = [kit.spec("api", API, Name="b"), kit.without_old()]
    plan = make_plan(specs, read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-"))
    preview = risky_stacks(kit.workshop, plan)
    assert [stack.stack for stack in preview.stacks] == ["data"]
    assert [one.name for one in offences(preview)] == ["shop-data.Old"]


def test_stack_policy__is_there_after_creation_and_after_an_update_that_needed_it_lifted(kit: Guarded) -> None:
    kit.allow(stack_policies=True)
    kit.deploy(kit.queues())
    assert is_policy(policy(kit))
    kit.allow("shop-data.*", stack_policies=True)
    kit.deploy(kit.without_old())
    assert is_policy(policy(kit))
    assert [done.done for done in kit.deploy(kit.without_old())] == ["unchanged"]


def test_express_and_alarms__are_taken(kit: Guarded) -> None:
    kit.allow(express=True, rollback_triggers=True)
    kit.deploy(kit.spec("data", "Resources:" + ALARM.format(period=60)))
    assert [done.done for done in kit.deploy(kit.spec("data", "Resources:" + ALARM.format(period=120)))] == ["updated"]


def policy(kit: Guarded) -> str:
    name = kit.target.stack_name("shop", "data")
    return str(kit.workshop.cloudformation.get_stack_policy(StackName=name).get("StackPolicyBody", ""))
