from __future__ import annotations

import json
from typing import Any

import pytest

from embedded.repairs.partition_rules.names import foreign_in_properties, foreign_in_request

OTHER = "arn:aws-cn:sqs:cn-north-1:000000000000:q"
OWN = "arn:aws:sqs:eu-central-1:000000000000:q"


@pytest.mark.parametrize(
    "properties",
    [
        {"Role": OTHER},
        {"DeadLetterConfig": {"TargetArn": OTHER}},
        {"AlarmActions": [OWN, OTHER]},
        {"ManagedPolicyArns": [OTHER]},
        {"Integration": {"Uri": f"arn:aws:apigateway:eu-central-1:lambda:path/functions/{OTHER}/invocations"}},
        {"Body": {"paths": {"/": {"get": {"x-amazon-apigateway-integration": {"credentials": OTHER}}}}}},
        {"RedrivePolicy": json.dumps({"deadLetterTargetArn": OTHER})},
    ],
)
def test_name_of_another_partition__is_found(properties: dict[str, Any]) -> None:
    assert foreign_in_properties(properties) == OTHER


@pytest.mark.parametrize(
    "properties",
    [
        {"Role": OWN, "Endpoint": "https://example.com"},
        {"Environment": {"Variables": {"QUEUE_ARN": OTHER}}},
        {"Description": f"instead of {OTHER}"},
        {"Tags": [{"Key": "arn", "Value": OTHER}]},
        {"Target": {"Input": json.dumps({"Arn": OTHER})}},
        {"DefinitionSubstitutions": {"QueueArn": OTHER}},
        {"SourceArn": "arn:*:execute-api:*"},
        {"SourceArn": "arn:aws*:execute-api:*"},
        "text",
        None,
    ],
)
def test_what_names_no_resource__may_say_anything(properties: Any) -> None:
    assert foreign_in_properties(properties) is None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/2015-03-31/functions/{OTHER}/invocations", ""),
        (f"/2015-03-31/functions/{OTHER.replace(':', '%3A')}", ""),
        ("/", json.dumps({"TopicArn": OTHER})),
        ("/", f"Action=Publish&TopicArn={OTHER.replace(':', '%3A')}&Message=m"),
        ("/", f"Action=PutMetricAlarm&AlarmActions.member.1={OTHER}"),
        ("/bucket", f"<NotificationConfiguration><CloudFunction>{OTHER}</CloudFunction></NotificationConfiguration>"),
    ],
)
def test_request_for_another_partition__is_found_however_it_is_written(path: str, body: str) -> None:
    assert foreign_in_request(path, body.encode()) == OTHER


@pytest.mark.parametrize(
    ("url", "foreign"),
    [
        ("https://sqs.cn-north-1.amazonaws.com.cn/000000000000/q", True),
        ("https://sqs.eu-central-1.amazonaws.com/000000000000/q", False),
        ("http://localhost:4580/000000000000/q", False),
    ],
)
def test_address_of_a_queue__ends_as_those_of_its_partition(url: str, foreign: bool) -> None:
    assert foreign_in_request("/", json.dumps({"QueueUrl": url}).encode()) == (url if foreign else None)


@pytest.mark.parametrize("body", ["", "no JSON, arn:aws-cn: in it", '["arn:aws-cn:x"]', "\x00\xff arn:aws-cn:"])
def test_body_that_names_nothing__is_none_of_its_business(body: str) -> None:
    assert foreign_in_request("/", body.encode("latin-1")) is None


def test_partition_of_any_name__is_another_one() -> None:
    arn = "arn:aws-newest:sns:x-y-1:1:t"
    assert foreign_in_properties({"TopicArn": arn}) == arn
    assert foreign_in_request("/", json.dumps({"TopicArn": arn}).encode()) == arn
