"""Plan and apply against an AWS in process: what CloudFormation's own answers look like.

moto gives stacks that change sets made no outputs; handing those on is shown by the contract tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from stackyard.apply import Applied, Pace, Workshop, apply_plan
from stackyard.plan import StackSpec, Template, make_plan, read_stacks
from stackyard.plan.template import INLINE_LIMIT

from tests.fakes.stacks import make_spec, make_target

DATA = """
Resources:
  Queue: {Type: 'AWS::SQS::Queue', Properties: {DelaySeconds: %d}}
"""
API = """
Parameters:
  Name: {Type: String}
Resources:
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: {Ref: Name}}}
"""


def data(delay: int = 1, padding: int = 0) -> StackSpec:
    return make_spec("data", template=Template.parse(DATA % delay + "#" * padding))


def api() -> StackSpec:
    return make_spec("api", {"Name": "mail"}, template=Template.parse(API))


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        target = make_target()
        s3: Any = target.client("s3")
        s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": target.region})
        yield Workshop(
            target, target.client("cloudformation"), s3=s3, bucket="artifacts", pace=Pace(sleep=lambda _: None)
        )


def deploy(workshop: Workshop, *specs: StackSpec) -> list[Applied]:
    return apply_plan(workshop, make_plan(specs, read_stacks(workshop.cloudformation, "stackyard-dev-")))


def test_empty_account__gets_both_stacks_with_parameters_and_tags(workshop: Workshop) -> None:
    applied = deploy(workshop, data(), api())
    assert [(done.spec.stack, done.done) for done in applied] == [("data", "created"), ("api", "created")]
    state = read_stacks(workshop.cloudformation, "stackyard-dev-")["stackyard-dev-shop-api"]
    assert state.parameters == {"Name": "mail"}
    assert {"stackyard:environment", "stackyard:system", "stackyard:digest", "stackyard:commit"} <= set(state.tags)


def test_same_again__is_unchanged(workshop: Workshop) -> None:
    deploy(workshop, data(), api())
    assert [done.done for done in deploy(workshop, data(), api())] == ["unchanged", "unchanged"]


def test_changed_template__updates_that_stack_and_tells_the_resource(workshop: Workshop) -> None:
    deploy(workshop, data(), api())
    applied = deploy(workshop, data(delay=2), api())
    assert [done.done for done in applied] == ["updated", "unchanged"]
    assert any("Queue" in str(change) for change in applied[0].changes)
    deployed = workshop.cloudformation.get_template(StackName="stackyard-dev-shop-data")["TemplateBody"]
    assert deployed == data(delay=2).template.body


def test_big_template__is_deployed_through_the_bucket(workshop: Workshop) -> None:
    spec = data(padding=INLINE_LIMIT)
    assert deploy(workshop, spec)[0].done == "created"
    [found] = workshop.s3.list_objects_v2(Bucket="artifacts")["Contents"]
    assert found["Key"] == f"templates/{spec.template.digest}.yaml"


@pytest.mark.parametrize(("extra", "objects"), [(0, 0), (1, 1)])
def test_template_at_the_border__goes_by_the_bucket_from_the_first_byte_too_many(
    workshop: Workshop, extra: int, objects: int
) -> None:
    body = DATA % 1 + "#"
    text = "ä" * ((INLINE_LIMIT - len(body)) // 2)  # two bytes each
    body += text + "#" * (INLINE_LIMIT - len((body + text).encode()) + extra)
    spec = make_spec("data", template=Template.parse(body))
    assert len(body) < INLINE_LIMIT
    assert deploy(workshop, spec)[0].done == "created"
    assert workshop.s3.list_objects_v2(Bucket="artifacts")["KeyCount"] == objects
    assert workshop.cloudformation.get_template(StackName=spec.name)["TemplateBody"] == body


def test_plan_of_an_empty_account__writes_nothing(workshop: Workshop) -> None:
    plan = make_plan([data(), api()], read_stacks(workshop.cloudformation, "stackyard-dev-"))
    assert [str(planned.action) for planned in plan.stacks] == ["create", "create"]
    assert workshop.cloudformation.describe_stacks()["Stacks"] == []
