"""The bucket of an environment as CloudFormation (moto's) tells it."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from moto import mock_aws
from stackyard.errors import StackyardError
from stackyard.package.bucket.environment_bucket import NoBucketYet, artifact_bucket
from stackyard.target import Target

from tests.fakes.stacks import make_target

TEMPLATE: dict[str, Any] = {
    "Resources": {"ArtifactsBucket": {"Type": "AWS::S3::Bucket"}},
    "Outputs": {"ArtifactsBucket": {"Value": {"Ref": "ArtifactsBucket"}}},
}


@pytest.fixture(autouse=True)
def _aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with mock_aws():
        yield


def deploy(target: Target, template: dict[str, Any]) -> None:
    target.client("cloudformation").create_stack(
        StackName=target.stack_name("foundation", "base"), TemplateBody=json.dumps(template)
    )


def test_deployed_environment__has_the_bucket_of_its_foundation():
    target = make_target()
    deploy(target, TEMPLATE)
    bucket = artifact_bucket(target)
    assert bucket.name.startswith("stackyard-dev-foundation-base-")
    assert bucket.held() is not None


def test_environment_that_is_not_deployed__says_what_to_run():
    with pytest.raises(NoBucketYet, match="the environment is not deployed yet, run bin/deploy dev"):
        artifact_bucket(make_target())


def test_foundation_without_its_output__is_not_deployed_yet():
    target = make_target()
    deploy(target, {"Resources": TEMPLATE["Resources"]})
    with pytest.raises(NoBucketYet, match="not deployed yet"):
        artifact_bucket(target)


def test_environment_that_nobody_filled_in__says_where():
    with pytest.raises(NoBucketYet, match=r"dev is not filled in yet, see group_vars/dev/main\.yml"):
        artifact_bucket(make_target(account="REPLACE-ME: your account"))


def test_stack_of_another_account__is_refused():
    deploy(make_target(), TEMPLATE)
    with pytest.raises(StackyardError, match="these credentials are not of environment dev") as caught:
        artifact_bucket(make_target(account="210987654321"))
    assert caught.value.given == "account 123456789012 in aws; the environment is 210987654321 in aws"


def test_embedded_aws_that_does_not_run__is_told_at_once():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        target = make_target(embedded=True, endpoint_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
        with pytest.raises(NoBucketYet, match="the embedded AWS does not run, start it by bin/local up"):
            artifact_bucket(target)
