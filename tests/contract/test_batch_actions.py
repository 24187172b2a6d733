from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded.lifecycle.environment import ACCOUNT
from tests.contract.embedded_server import EmbeddedServer

BATCH = [{"Id": "1", "MessageBody": "one"}, {"Id": "2", "MessageBody": "two"}]


def sender_to_a_queue(server: EmbeddedServer, action: str) -> tuple[Any, str]:
    """An SQS client under a role that is allowed one action on one queue, and the queue's URL."""
    name = f"batch-{uuid.uuid4().hex[:8]}"
    url = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    allowed = {"Effect": "Allow", "Action": action, "Resource": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:{name}"}
    role = f"arn:aws:iam::{ACCOUNT}:role/{server.role(name, allowed)}"
    issued = server.client("sts").assume_role(RoleArn=role, RoleSessionName="sender")["Credentials"]
    credentials = {
        "aws_access_key_id": issued["AccessKeyId"],
        "aws_secret_access_key": issued["SecretAccessKey"],
        "aws_session_token": issued["SessionToken"],
    }
    return server.client("sqs", **credentials), url


def test_stock__wants_an_action_that_iam_does_not_have(stock: EmbeddedServer) -> None:
    sqs, url = sender_to_a_queue(stock, "sqs:SendMessage")

    with pytest.raises(ClientError, match="sqs:SendMessageBatch"):
        sqs.send_message_batch(QueueUrl=url, Entries=BATCH)


def test_role_that_may_send__sends_in_batches(repaired: EmbeddedServer) -> None:
    sqs, url = sender_to_a_queue(repaired, "sqs:SendMessage")

    assert len(sqs.send_message_batch(QueueUrl=url, Entries=BATCH)["Successful"]) == 2


def test_role_that_may_only_receive__sends_no_batch(repaired: EmbeddedServer) -> None:
    sqs, url = sender_to_a_queue(repaired, "sqs:ReceiveMessage")

    with pytest.raises(ClientError, match="sqs:SendMessage "):
        sqs.send_message_batch(QueueUrl=url, Entries=BATCH)
