from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer


class Chain:
    """A queue, its dead letters, and the dead letters of those; two deliveries of each are allowed."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.sqs: Any = server.client("sqs")
        self.name = f"chain-{uuid.uuid4().hex[:8]}"
        self.last = self._queue("last", "")
        self.middle = self._queue("middle", "last")
        self.first = self._queue("first", "middle")

    def arn(self, what: str) -> str:
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}-{what}"

    def delivered(self, url: str) -> list[tuple[str, int]]:
        """Receive whatever is there, as text and count, and let it show again."""
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"]
        )
        messages = answer.get("Messages", [])
        return [(one["Body"], int(one["Attributes"]["ApproximateReceiveCount"])) for one in messages]

    def _queue(self, what: str, dead: str) -> str:
        policy = json.dumps({"deadLetterTargetArn": self.arn(dead), "maxReceiveCount": 2})
        attributes = {"RedrivePolicy": policy} if dead else {}
        return str(self.sqs.create_queue(QueueName=f"{self.name}-{what}", Attributes=attributes)["QueueUrl"])


def test_stock__hands_dead_letters_through_to_the_last_queue(stock: EmbeddedServer) -> None:
    chain = Chain(stock)
    chain.sqs.send_message(QueueUrl=chain.first, MessageBody="a")

    assert [chain.delivered(chain.first) for _ in range(3)] == [[("a", 1)], [("a", 2)], []]
    assert chain.delivered(chain.middle) == []
    assert chain.delivered(chain.last) == [("a", 3)]


def test_dead_letter__is_delivered_as_often_as_its_queue_says(repaired: EmbeddedServer) -> None:
    chain = Chain(repaired)
    chain.sqs.send_message(QueueUrl=chain.first, MessageBody="a")

    assert [chain.delivered(chain.first) for _ in range(3)] == [[("a", 1)], [("a", 2)], []]
    assert [chain.delivered(chain.middle) for _ in range(3)] == [[("a", 1)], [("a", 2)], []]
    assert chain.delivered(chain.last) == [("a", 1)]


def test_stock__knows_no_move(stock: EmbeddedServer) -> None:
    chain = Chain(stock)

    with pytest.raises(ClientError, match="InvalidAction"):
        chain.sqs.start_message_move_task(SourceArn=chain.arn("middle"))


def test_move__goes_where_it_is_told_or_where_messages_came_from(repaired: EmbeddedServer) -> None:
    chain = Chain(repaired)
    chain.sqs.send_message(QueueUrl=chain.first, MessageBody="a")
    for _ in range(3):
        chain.delivered(chain.first)

    chain.sqs.start_message_move_task(SourceArn=chain.arn("middle"))
    back = chain.delivered(chain.first)
    for _ in range(2):
        chain.delivered(chain.first)
    chain.sqs.start_message_move_task(SourceArn=chain.arn("middle"), DestinationArn=chain.arn("last"))

    assert back == [("a", 1)]
    assert (chain.delivered(chain.first), chain.delivered(chain.middle)) == ([], [])
    assert chain.delivered(chain.last) == [("a", 1)]
    (latest,) = chain.sqs.list_message_move_tasks(SourceArn=chain.arn("middle"))["Results"]
    assert (latest["Status"], latest["DestinationArn"]) == ("COMPLETED", chain.arn("last"))
    assert latest["ApproximateNumberOfMessagesMoved"] == 1
    assert len(chain.sqs.list_message_move_tasks(SourceArn=chain.arn("middle"), MaxResults=10)["Results"]) == 2


def test_move_from_a_queue_without_dead_letters__is_refused(repaired: EmbeddedServer) -> None:
    chain = Chain(repaired)

    with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
        chain.sqs.start_message_move_task(SourceArn=chain.arn("first"))
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        chain.sqs.start_message_move_task(SourceArn=chain.arn("elsewhere"))
