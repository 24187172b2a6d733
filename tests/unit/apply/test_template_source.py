"""How templates reach CloudFormation."""

from __future__ import annotations

import pytest
from stackyard.apply.template_source import template_argument, template_url
from stackyard.errors import StackyardError
from stackyard.plan.template import INLINE_LIMIT, Template

from tests.fakes.stacks import make_target, make_workshop

SMALL = Template.parse("Resources: {Queue: {Type: 'AWS::SQS::Queue'}}\n")
BIG = Template.parse(SMALL.body + "#" * INLINE_LIMIT, "big.yaml")


class FakeS3:
    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}

    def put_object(self, Bucket: str, Key: str, Body: bytes, ContentType: str) -> None:  # noqa: N803
        assert ContentType == "text/yaml"
        self.objects[Bucket, Key] = Body


def test_small_template__goes_into_the_request() -> None:
    assert template_argument(make_workshop(None), SMALL) == {"TemplateBody": SMALL.body}


def test_big_template__goes_through_the_artifact_bucket_under_its_digest() -> None:
    s3 = FakeS3()
    argument = template_argument(make_workshop(None, s3=s3, bucket="artifacts"), BIG)
    key = f"templates/{BIG.digest}.yaml"
    assert s3.objects == {("artifacts", key): BIG.body.encode()}
    assert argument == {"TemplateURL": f"https://artifacts.s3.eu-central-1.amazonaws.com/{key}"}


def test_url_on_an_endpoint_of_ones_own__is_path_style() -> None:
    workshop = make_workshop(None, bucket="artifacts", target=make_target(endpoint_url="http://127.0.0.1:4580"))
    assert template_url(workshop, "templates/x.yaml") == "http://127.0.0.1:4580/artifacts/templates/x.yaml"


def test_url_in_china__has_its_suffix() -> None:
    china = make_target(region="cn-north-1", partition="aws-cn", url_suffix="amazonaws.com.cn")
    url = template_url(make_workshop(None, bucket="artifacts", target=china), "k")
    assert url == "https://artifacts.s3.cn-north-1.amazonaws.com.cn/k"


def test_big_template_without_a_bucket__is_refused() -> None:
    with pytest.raises(StackyardError, match="no artifact bucket") as caught:
        template_argument(make_workshop(None), BIG)
    assert caught.value.given == "big.yaml"
