"""Moves dead letters back to the queue that they come from, once what kept them from being worked off is mended.

SQS does it by itself, except where a partition lacks that call (``dlq_redrive_available``). There, messages are
received, sent and only then deleted: dying in between leaves a message twice, which workers have to stand anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

from ..refusals import code_of

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_GROUP: Final = "MessageGroupId"
_SOURCE = "DeadLetterQueueSourceArn"
_LARGEST_BATCH = 10
_LOOKS_WITHOUT_NEWS = 3  # SQS asks only some of its servers each time
_HIDDEN_SECONDS = 120  # should the move be interrupted, messages show again by themselves
_NO_SUCH_CALL = {
    "AWS.SimpleQueueService.UnsupportedOperation",
    "InvalidAction",
    "InvalidAddress",
    "UnknownOperationException",
    "UnsupportedOperation",
}


@dataclass(frozen=True)
class Moved:
    """What became of a move: how many messages were moved, or the ``task`` by which SQS goes on moving about as many.

    A task's handle is what ``CancelMessageMoveTask`` takes.
    """

    messages: int
    task: str = ""


@dataclass(frozen=True)
class Mover:
    """Moves messages of the queue ``source_url`` to ``target_url``, whose dead letters they are.

    With ``to_source`` each goes where it came from, should several queues share one for their dead letters; to
    ``target_url`` only what does not say so.
    """

    sqs: SQSClient
    source_url: str
    target_url: str
    to_source: bool = False

    def move(self, *, by_task: bool = True) -> Moved:
        """Move every message; ``by_task`` where the partition has that call (where it turns out not to, by hand)."""
        if by_task:
            try:
                return self._by_task()
            except ClientError as error:
                if code_of(error) not in _NO_SUCH_CALL:
                    raise
        return self._by_hand()

    def _by_task(self) -> Moved:
        told = self.sqs.get_queue_attributes(
            QueueUrl=self.source_url, AttributeNames=["QueueArn", "ApproximateNumberOfMessages"]
        )["Attributes"]
        if self.to_source:
            task = self.sqs.start_message_move_task(SourceArn=told["QueueArn"])
        else:
            where = self._arn(self.target_url)
            task = self.sqs.start_message_move_task(SourceArn=told["QueueArn"], DestinationArn=where)
        return Moved(int(told["ApproximateNumberOfMessages"]), task["TaskHandle"])

    def _arn(self, url: str) -> str:
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def _by_hand(self) -> Moved:
        moved, silent = 0, 0
        while silent < _LOOKS_WITHOUT_NEWS:
            messages = self.sqs.receive_message(
                QueueUrl=self.source_url,
                MaxNumberOfMessages=_LARGEST_BATCH,
                VisibilityTimeout=_HIDDEN_SECONDS,
                MessageAttributeNames=["All"],
                AttributeNames=["All"],
            ).get("Messages", [])
            for message in messages:
                self._move_one(message)
            moved += len(messages)
            silent = 0 if messages else silent + 1
        return Moved(moved)

    def _move_one(self, message: MessageTypeDef) -> None:
        home = self._home(message.get("Attributes", {}))
        self.sqs.send_message(QueueUrl=home, MessageBody=message["Body"], **_besides(message))
        self.sqs.delete_message(QueueUrl=self.source_url, ReceiptHandle=message["ReceiptHandle"])

    def _home(self, attributes: Mapping[Any, str]) -> str:
        """Give the queue that a message is moved to."""
        source = attributes.get(_SOURCE, "") if self.to_source else ""
        return self.sqs.get_queue_url(QueueName=source.rpartition(":")[2])["QueueUrl"] if source else self.target_url


def _besides(message: MessageTypeDef) -> dict[str, Any]:
    """Give what a message has besides its text: attributes of its sender, and its group in a FIFO queue."""
    attributes = message.get("MessageAttributes")
    found: dict[str, Any] = {"MessageAttributes": attributes} if attributes else {}
    group = message.get("Attributes", {}).get(_GROUP)
    # Under the id that it had, it would be taken for the one that was sent minutes ago.
    return {**found, _GROUP: group, "MessageDeduplicationId": str(uuid4())} if group else found
