"""The kit's plan, apply and sweep against the embedded AWS: outputs, rollbacks and tags as CloudFormation has them."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from stackyard.apply import Applied, Workshop, apply_plan
from stackyard.errors import StackyardError
from stackyard.plan import OutputRef, StackSpec, Template, make_plan, read_stacks
from stackyard.sweep import Declared, destroy, prove_gone

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.targets import own_target
from tests.fakes.stacks import make_spec

DATA = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
Outputs:
  BucketName: {Value: {Ref: Bucket}}
"""
API = """
Parameters:
  Name: {Type: String}
Resources:
  Parameter: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: {Ref: Name}}}
"""
BROKEN = """
Resources:
  Queue: {Type: 'AWS::SQS::Queue'}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/none
      Code: {S3Bucket: no-such-bucket, S3Key: no-such-key}
"""


class Kit:
    """The kit on one environment of its own."""

    def __init__(self, server: EmbeddedServer) -> None:
        name = f"kit{uuid.uuid4().hex[:8]}"
        self.target = own_target(server, name)
        cloudformation = self.target.client("cloudformation")
        self.workshop = Workshop(self.target, cloudformation, s3=self.target.client("s3"))

    def spec(self, stack: str, body: str, **parameters: str | OutputRef) -> StackSpec:
        tags = {"stackyard:environment": self.target.environment, "stackyard:system": "shop"}
        name = self.target.stack_name("shop", stack)
        return make_spec(stack, parameters, name=name, template=Template.parse(body), tags=tags)

    def deploy(self, *specs: StackSpec) -> list[Applied]:
        states = read_stacks(self.workshop.cloudformation, f"{self.target.prefix}-")
        return apply_plan(self.workshop, make_plan(specs, states))


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def test_output_of_one_stack__is_the_parameter_of_the_next_and_a_second_run_does_nothing(kit: Kit) -> None:
    specs = [kit.spec("api", API, Name=OutputRef("shop", "data", "BucketName")), kit.spec("data", DATA)]
    applied = kit.deploy(*specs)
    assert [(done.spec.stack, done.done) for done in applied] == [("data", "created"), ("api", "created")]
    states = read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    assert states[specs[0].name].parameters == {"Name": applied[0].outputs["BucketName"]}
    assert [done.done for done in kit.deploy(*specs)] == ["unchanged", "unchanged"]


def test_failed_stack__is_told_by_its_resource_and_the_mended_one_deploys(kit: Kit) -> None:
    with pytest.raises(StackyardError, match="could not be created; it is rolled back") as caught:
        kit.deploy(kit.spec("data", BROKEN))
    assert caught.value.given.startswith("Function (AWS::Lambda::Function): ")
    assert [done.done for done in kit.deploy(kit.spec("data", DATA))] == ["created"]


def test_two_deployments_that_begin_the_same_stack__create_it_once(kit: Kit) -> None:
    spec, events = kit.spec("api", API, Name="x"), kit.workshop.cloudformation.meta.events
    other = replace(kit.workshop, cloudformation=kit.target.client("cloudformation"))
    theirs: list[Applied] = []

    def be_overtaken(**_: object) -> None:
        events.unregister("before-call.cloudformation.ExecuteChangeSet", be_overtaken)
        theirs.extend(apply_plan(other, make_plan([spec], {})))

    events.register("before-call.cloudformation.ExecuteChangeSet", be_overtaken)
    ours = kit.deploy(spec)
    assert ([done.done for done in theirs], [done.done for done in ours]) == (["created"], ["unchanged"])


def test_two_deployments_that_start_the_same_stack_over__create_it_once(kit: Kit) -> None:
    with pytest.raises(StackyardError):
        kit.deploy(kit.spec("data", BROKEN))
    spec, events = kit.spec("data", DATA), kit.workshop.cloudformation.meta.events
    other = replace(kit.workshop, cloudformation=kit.target.client("cloudformation"))
    theirs: list[Applied] = []

    def be_overtaken(**_: object) -> None:
        events.unregister("after-call.cloudformation.DeleteStack", be_overtaken)
        states = read_stacks(other.cloudformation, f"{kit.target.prefix}-")
        theirs.extend(apply_plan(other, make_plan([spec], states)))

    events.register("after-call.cloudformation.DeleteStack", be_overtaken)
    ours = kit.deploy(spec)
    assert ([done.done for done in theirs], [done.done for done in ours]) == (["created"], ["unchanged"])


def test_environment__goes_with_its_full_bucket_and_nothing_tagged_is_left(kit: Kit) -> None:
    [applied] = kit.deploy(kit.spec("data", DATA))
    bucket = applied.outputs["BucketName"]
    kit.workshop.s3.put_object(Bucket=bucket, Key="document", Body=b"text")
    gone = destroy(kit.workshop, Declared(), dry=False)
    assert gone.stacks == [applied.spec.name]
    prove_gone(kit.workshop, patience=3)
    assert bucket not in {found["Name"] for found in kit.workshop.s3.list_buckets()["Buckets"]}
