"""Whether what is left of a stack holds data, by the services' own answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from stackyard.apply import Workshop
from stackyard.apply.remains import Remain, holds_data

from tests.fakes.stacks import make_target, make_workshop


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        target = make_target()
        yield make_workshop(target.client("cloudformation"), target=target, s3=target.client("s3"))


def remain(kind: str, physical_id: str) -> Remain:
    return Remain("stackyard-dev-shop-data", "Thing", kind, physical_id, "CREATE_COMPLETE")


def bucket(workshop: Workshop) -> Any:
    workshop.s3.create_bucket(Bucket="books", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return workshop.s3


def test_bucket__holds_data_when_anything_is_in_it(workshop: Workshop) -> None:
    s3, one = bucket(workshop), remain("AWS::S3::Bucket", "books")
    assert not holds_data(workshop, one)
    s3.put_object(Bucket="books", Key="document", Body=b"text")
    assert holds_data(workshop, one)


def test_table__holds_data_when_it_has_an_item(workshop: Workshop) -> None:
    dynamodb: Any = workshop.target.client("dynamodb")
    dynamodb.create_table(
        TableName="people",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
    )
    one = remain("AWS::DynamoDB::Table", "people")
    assert not holds_data(workshop, one)
    dynamodb.put_item(TableName="people", Item={"name": {"S": "Ada"}})
    assert holds_data(workshop, one)


def test_queue__holds_data_when_a_message_waits(workshop: Workshop) -> None:
    sqs: Any = workshop.target.client("sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    one = remain("AWS::SQS::Queue", url)
    assert not holds_data(workshop, one)
    sqs.send_message(QueueUrl=url, MessageBody="order")
    assert holds_data(workshop, one)


def test_log_group__holds_data_when_it_has_a_stream(workshop: Workshop) -> None:
    logs: Any = workshop.target.client("logs")
    logs.create_log_group(logGroupName="/shop")
    one = remain("AWS::Logs::LogGroup", "/shop")
    assert not holds_data(workshop, one)
    logs.create_log_stream(logGroupName="/shop", logStreamName="today")
    assert holds_data(workshop, one)


def test_resource_that_is_gone__holds_nothing(workshop: Workshop) -> None:
    assert not holds_data(workshop, remain("AWS::S3::Bucket", "never-made"))


def test_resource_whose_content_nobody_looks_at__is_taken_to_hold_data_by_its_type(workshop: Workshop) -> None:
    assert holds_data(workshop, remain("AWS::Cognito::UserPool", "pool"))
    assert not holds_data(workshop, remain("AWS::IAM::Role", "role"))
