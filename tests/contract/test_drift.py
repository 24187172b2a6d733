"""Drift of stacks on the embedded AWS: found by its comparison, and taken back by a drift-aware change set."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Workshop, apply_plan
from stackyard.drift import StackDrift, Status, detect
from stackyard.drift.reversals import execute_all, left_drifted, preview_of_all, propose_all
from stackyard.drift.revert import propose
from stackyard.errors import StackyardError
from stackyard.plan import StackState, Template, make_plan, read_stacks
from stackyard.plan.deployed import deployed_stacks
from stackyard.preview import Effect, PropertyChange

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.contract.targets import own_target
from tests.fakes.stacks import make_spec

BODY = """
Resources:
  Queue: {Type: 'AWS::SQS::Queue', Properties: {DelaySeconds: 3, Tags: [{Key: owner, Value: shop}]}}
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: wanted}}
  Group: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 7}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [{Ref: Queue}]
      PolicyDocument: {Version: '2012-10-17', Statement: []}
Outputs:
  Queue: {Value: {Ref: Queue}}
  Parameter: {Value: {Ref: Parameter}}
  Group: {Value: {Ref: Group}}
"""
NESTED = """
Resources:
  Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: %s}}
"""


class Shop:
    """One stack in an environment of its own."""

    def __init__(self, server: EmbeddedServer) -> None:
        name = f"drift{uuid.uuid4().hex[:8]}"
        self.server = server
        self.target = own_target(server, name)
        self.workshop = Workshop(self.target, self.target.client("cloudformation"))

    def deploy(self, body: str = BODY) -> None:
        tags = {"stackyard:environment": self.target.environment, "stackyard:system": "shop"}
        name = self.target.stack_name("shop", "data")
        spec = make_spec("data", {}, name=name, template=Template.parse(body), tags=tags)
        apply_plan(self.workshop, make_plan([spec], read_stacks(self.workshop.cloudformation, name)))

    @property
    def states(self) -> list[StackState]:
        return deployed_stacks(self.workshop.cloudformation, self.target)

    def drifts(self) -> list[StackDrift]:
        return detect(self.workshop.cloudformation, self.states)

    def change(self) -> dict[str, str]:
        """Change the queue, the parameter and the tag by hand, and delete the log group."""
        outputs = dict(self.states[0].outputs)
        self.server.client("sqs").set_queue_attributes(QueueUrl=outputs["Queue"], Attributes={"DelaySeconds": "9"})
        self.server.client("ssm").put_parameter(Name=outputs["Parameter"], Value="by hand", Overwrite=True)
        self.server.client("logs").delete_log_group(logGroupName=outputs["Group"])
        return outputs

    def revert(self) -> Any:
        proposed = propose_all(self.workshop, self.states, self.drifts())
        execute_all(self.workshop, proposed)
        return preview_of_all(proposed)


@pytest.fixture
def shop(repaired: EmbeddedServer) -> Shop:
    made = Shop(repaired)
    made.deploy()
    return made


def test_untouched_stack__is_in_sync_and_what_cannot_be_compared_is_named(shop: Shop) -> None:
    [stack] = shop.drifts()
    assert (stack.drifted, stack.compared, stack.failure) == ((), 3, "")
    assert [one.logical_id for one in stack.resources if one.status is Status.NOT_CHECKED] == ["Policy"]


def test_changes_by_hand__are_found_and_taken_back(shop: Shop) -> None:
    outputs = shop.change()
    [stack] = shop.drifts()
    assert {(one.logical_id, one.status) for one in stack.drifted} == {
        ("Queue", Status.MODIFIED), ("Parameter", Status.MODIFIED), ("Group", Status.DELETED),
    }  # fmt: skip
    [preview] = shop.revert().stacks
    told = {one.logical_id: (one.effect, one.properties) for one in preview.resources}
    assert told["Queue"] == (Effect.MODIFY, (PropertyChange("DelaySeconds", "9", "3"),))
    assert told["Group"] == (Effect.ADD, ())
    attributes = shop.server.client("sqs").get_queue_attributes(QueueUrl=outputs["Queue"], AttributeNames=["All"])
    assert attributes["Attributes"]["DelaySeconds"] == "3"
    assert shop.server.client("ssm").get_parameter(Name=outputs["Parameter"])["Parameter"]["Value"] == "wanted"
    assert not shop.drifts()[0].drifted


def test_untouched_stack__has_nothing_to_take_back(shop: Shop) -> None:
    assert propose(shop.workshop, shop.states[0]) is None
    listed = shop.workshop.cloudformation.list_change_sets(StackName=shop.states[0].name)["Summaries"]
    assert not [one for one in listed if "revert" in one["ChangeSetName"]]


def test_proposal_that_is_not_executed__leaves_the_drift_to_be_found(shop: Shop) -> None:
    shop.change()
    before = shop.drifts()
    assert propose(shop.workshop, shop.states[0]) is not None
    assert shop.drifts() == before


def test_nested_stack__is_compared_and_what_is_not_taken_back_is_told(repaired: EmbeddedServer) -> None:
    s3, bucket = repaired.client("s3"), f"templates-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=bucket, Key="inner.yaml", Body=BODY.encode())
    outer = Shop(repaired)
    outer.deploy(NESTED % f"{repaired.url}/{bucket}/inner.yaml")
    inner = next(state for state in outer.states if "Inner" in state.name)
    repaired.client("sqs").set_queue_attributes(QueueUrl=inner.outputs["Queue"], Attributes={"DelaySeconds": "9"})
    assert [[one.logical_id for one in stack.drifted] for stack in outer.drifts()] == [[], ["Queue"]]
    [left] = left_drifted(outer.drifts(), propose_all(outer.workshop, outer.states, outer.drifts()))
    assert f"{inner.name}, nested in {outer.target.stack_name('shop', 'data')}: undo by hand" in left


def test_stock__ignores_the_mode_and_is_told(stock: EmbeddedServer) -> None:
    shop = Shop(stock)
    shop.deploy()
    shop.change()
    with pytest.raises(StackyardError, match="does not know drift-aware change sets"):
        shop.revert()


def test_unknown_mode__is_refused(shop: Shop) -> None:
    with pytest.raises(ClientError, match="deploymentMode"):
        shop.workshop.cloudformation.create_change_set(
            StackName=shop.states[0].name, ChangeSetName="x", UsePreviousTemplate=True, DeploymentMode="NO"
        )
