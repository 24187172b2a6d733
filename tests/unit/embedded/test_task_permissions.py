from __future__ import annotations

from typing import Any

import pytest

from embedded.task_permissions import UNKNOWN, Permission, Place, of_reader, of_target, of_task

PLACE = Place("000000000000", "eu-central-1")
FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:score"


@pytest.mark.parametrize(
    ("resource", "arguments", "needed"),
    [
        (FUNCTION, {"any": 1}, ("lambda:InvokeFunction", FUNCTION)),
        ("arn:aws:states:::lambda:invoke", {"FunctionName": "score"}, ("lambda:InvokeFunction", FUNCTION)),
        (
            "arn:aws:states:::lambda:invoke",
            {"FunctionName": FUNCTION + ":live"},
            ("lambda:InvokeFunction", FUNCTION + ":live"),
        ),
        (
            "arn:aws:states:::lambda:invoke.waitForTaskToken",
            {"FunctionName": "000000000000:function:score"},
            ("lambda:InvokeFunction", FUNCTION),
        ),
        (
            "arn:aws:states:::sqs:sendMessage",
            {"QueueUrl": "http://127.0.0.1:4580/000000000000/mails"},
            ("sqs:SendMessage", "arn:aws:sqs:eu-central-1:000000000000:mails"),
        ),
        ("arn:aws:states:::sns:publish", {"TopicArn": "arn:t"}, ("sns:Publish", "arn:t")),
        (
            "arn:aws:states:::dynamodb:putItem",
            {"TableName": "runs"},
            ("dynamodb:PutItem", "arn:aws:dynamodb:eu-central-1:000000000000:table/runs"),
        ),
        (
            "arn:aws:states:::aws-sdk:s3:getObject",
            {"Bucket": "b", "Key": "k"},
            ("s3:GetObject", "arn:aws:s3:::b/k"),
        ),
        ("arn:aws:states:::aws-sdk:s3:listObjectsV2", {"Bucket": "b"}, ("s3:ListBucket", "arn:aws:s3:::b")),
        ("arn:aws:states:::aws-sdk:sesv2:sendEmail", {}, ("ses:SendEmail", UNKNOWN)),
        (
            "arn:aws:states:::states:startExecution.sync:2",
            {"StateMachineArn": "arn:m"},
            ("states:StartExecution", "arn:m"),
        ),
        ("arn:aws-cn:states:::sns:publish", {"TopicArn": "arn:t"}, ("sns:Publish", "arn:t")),
    ],
)
def test_task__needs_its_permission_on_its_resource(resource: str, arguments: Any, needed: Permission) -> None:
    assert of_task(resource, arguments, PLACE) == [needed]


@pytest.mark.parametrize("resource", ["arn:aws:states:eu-central-1:000000000000:activity:wait", "anything"])
def test_task_that_calls_nothing__needs_nothing(resource: str) -> None:
    assert of_task(resource, {}, PLACE) == []


def test_arguments_that_are_no_object__leave_the_resource_unknown() -> None:
    assert of_task("arn:aws:states:::sqs:sendMessage", "text", PLACE) == [("sqs:SendMessage", UNKNOWN)]


def test_item_readers__read_an_object_or_list_a_bucket() -> None:
    manifest = of_reader("arn:aws:states:::s3:getObject", {"Bucket": "b", "Key": "manifest.json"})
    listing = of_reader("arn:aws:states:::s3:listObjectsV2", {"Bucket": "b", "Prefix": "p/"})

    assert manifest == [("s3:GetObject", "arn:aws:s3:::b/manifest.json")]
    assert listing == [("s3:ListBucket", "arn:aws:s3:::b")]


def test_targets_of_schedules__need_what_their_service_calls_delivery() -> None:
    machine = "arn:aws:states:eu-central-1:000000000000:stateMachine:weekly"

    assert of_target(machine) == [("states:StartExecution", machine)]
    assert of_target("arn:aws:kinesis:eu-central-1:000000000000:stream/s") == []
    assert of_target("") == []
