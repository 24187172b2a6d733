"""Bills tell costs by tags, so whatever can cost something has to take the tags of its stack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from stackyard.compose import compose
from stackyard.target import ROOT

SYSTEMS = sorted(path.name for path in (ROOT / "templates").glob("*/"))
REGION = "eu-central-1"
# Types that take no tags, each with the reason why no bill names it.
WITHOUT_COSTS = {
    "AWS::ApiGateway::Account": "a setting",
    "AWS::ApiGateway::Deployment": "part of an API; calls are billed to its stage",
    "AWS::ApiGateway::GatewayResponse": "part of an API",
    "AWS::ApiGateway::Method": "part of an API",
    "AWS::ApiGateway::Model": "part of an API",
    "AWS::ApiGateway::RequestValidator": "part of an API",
    "AWS::ApiGateway::Resource": "part of an API",
    "AWS::IAM::Policy": "IAM is free",
    "AWS::Lambda::Alias": "calls are billed to the function",
    "AWS::Lambda::EventInvokeConfig": "part of a function",
    "AWS::Lambda::LayerVersion": "its storage is free",
    "AWS::Lambda::Permission": "part of a function",
    "AWS::Lambda::Version": "calls are billed to the function",
    "AWS::S3::BucketPolicy": "part of a bucket",
    "AWS::SES::ConfigurationSetEventDestination": "part of a configuration set",
    "AWS::SNS::Subscription": "deliveries are billed to the topic",
    "AWS::SNS::TopicPolicy": "part of a topic",
    "AWS::SQS::QueuePolicy": "part of a queue",
    # Tags are for groups of schedules; the first 14 million calls a month are free.
    "AWS::Scheduler::Schedule": "free for as few calls as these",
}


@cache
def tagging(kind: str) -> Mapping[str, Any]:
    """What CloudFormation's own schema says of a type's tags."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    return schema.get("tagging") or {"taggable": False}


def types_of(system: str, folder: Path) -> set[str]:
    stacks = compose(ROOT, system, "local", folder).stacks.values()
    return {str(resource["Type"]) for stack in stacks for resource in stack.document["Resources"].values()}


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_resource__takes_the_tags_of_its_stack_or_costs_nothing(system: str, tmp_path: Path) -> None:
    types = types_of(system, tmp_path)
    assert types
    untagged = {kind for kind in types if not (tagging(kind)["taggable"] and tagging(kind)["tagOnCreate"])}
    assert untagged - set(WITHOUT_COSTS) == set()


def test_types_reviewed_as_free__take_no_tags_indeed() -> None:
    assert [kind for kind in WITHOUT_COSTS if tagging(kind)["taggable"]] == []


@pytest.mark.parametrize("kind", ["AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::KMS::Key"])
def test_types_that_cost_something__are_known_to_take_tags(kind: str) -> None:
    assert tagging(kind)["tagProperty"] == "/properties/Tags"
