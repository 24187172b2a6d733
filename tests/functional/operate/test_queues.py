"""Searching a queue finds every message and leaves all of them where they are."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws
from stackyard.operate.queues import Queue


@pytest.fixture
def queue() -> Iterator[Queue]:
    with mock_aws():
        sqs = boto3.client("sqs", "eu-central-1")
        url = sqs.create_queue(QueueName="dead")["QueueUrl"]
        for number in range(25):
            sqs.send_message(QueueUrl=url, MessageBody=f"letter {number}")
        yield Queue(sqs, url)


def test_search__looks_at_every_message_and_hides_none(queue) -> None:
    assert [letter.body for letter in queue.search(lambda body: body.endswith("24"))] == ["letter 24"]
    assert queue.depths() == {"waiting": 25, "under way": 0}


def test_found_messages__can_be_deleted_and_the_others_stay(queue) -> None:
    queue.delete(queue.search(lambda body: "1" in body))
    assert len(queue.search(lambda body: "1" in body)) == 0
    assert queue.depths()["waiting"] == 13
