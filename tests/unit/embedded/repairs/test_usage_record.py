from __future__ import annotations

import pytest

from embedded.repairs.usage_record.owners import index
from embedded.repairs.usage_record.requests import kind_of, name_of


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("sqs:ReceiveMessage", "sqs.requests"),
        ("sns:Publish", "sns.publishes"),
        ("sns:CreateTopic", ""),
        ("ses:SendRawEmail", "ses.mails"),
        ("ses:GetAccount", ""),
        ("s3:PutObject", "s3.writes"),
        ("s3:ListBucket", "s3.writes"),
        ("s3:GetObject", "s3.reads"),
        ("s3:DeleteObject", ""),
        ("s3:AbortMultipartUpload", ""),
        ("dynamodb:UpdateItem", "dynamodb.writes"),
        ("dynamodb:BatchWriteItem", "dynamodb.writes"),
        ("dynamodb:Query", "dynamodb.reads"),
        ("dynamodb:BatchGetItem", "dynamodb.reads"),
        ("dynamodb:DescribeTable", ""),
        ("dynamodb:TransactWriteItems", "dynamodb.writes"),
        ("iam:GetRole", ""),
    ],
)
def test_request__is_charged_as_its_service_does(action: str, kind: str) -> None:
    assert kind_of(action) == kind


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:s3:::bucket/folder/key", "bucket"),
        ("arn:aws:s3:::bucket", "bucket"),
        ("arn:aws-cn:sqs:cn-north-1:000000000000:queue", "queue"),
        ("arn:aws:sns:eu-central-1:000000000000:topic", "topic"),
        ("arn:aws:dynamodb:eu-central-1:000000000000:table/files/index/by-age", "files"),
        ("arn:aws:sqs:eu-central-1:000000000000:*", ""),
        ("*", ""),
    ],
)
def test_resource__is_named_by_what_is_paid_for(arn: str, name: str) -> None:
    assert name_of(arn) == name


def test_owner__is_told_by_the_tags_of_the_stack_under_every_name() -> None:
    tags = [{"Key": "stackyard:environment", "Value": "dev"}, {"Key": "stackyard:system", "Value": "shop"}]
    names = ("http://127.0.0.1:1/000000000000/queue", "arn:aws:states:r:0:stateMachine:week", "/aws/lambda/f", None)
    made = {str(number): {"PhysicalResourceId": name} for number, name in enumerate(names)}
    found = index([{"Tags": tags, "_resources": made}, {"_resources": {"x": {"PhysicalResourceId": "other"}}}])
    assert {name: found.get(name) for name in ("queue", "week", "/aws/lambda/f", "other", "")} == {
        "queue": ("dev", "shop"),
        "week": ("dev", "shop"),
        "/aws/lambda/f": ("dev", "shop"),
        "other": None,
        "": None,
    }
