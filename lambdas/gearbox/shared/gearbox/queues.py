"""The queue as a worker of it sees it: messages that came in, events sent on, messages put off."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from lambda_kit.sqs import LONGEST_HIDDEN, Message

from gearbox.arrivals import Arrival

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LOGGER = logging.getLogger(__name__)

LONGEST_DELAY = 900  # seconds; of SendMessage


class Queue:
    """One queue, through an SQS client."""

    def __init__(self, sqs: SQSClient, url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, arrival: Arrival, delay: int = 0) -> None:
        """Send an event, to be delivered after ``delay`` seconds (900 at most)."""
        delay = max(0, min(delay, LONGEST_DELAY))
        self._sqs.send_message(QueueUrl=self._url, MessageBody=arrival.to_body(), DelaySeconds=delay)

    def postpone(self, message: Message, seconds: float) -> None:
        """Let a message come back after ``seconds``; where that fails, the queue's own visibility timeout holds."""
        hidden = max(0, min(int(seconds), LONGEST_HIDDEN))
        try:
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message.receipt, VisibilityTimeout=hidden
            )
        except (ClientError, BotoCoreError) as error:
            LOGGER.info("message comes back later than it could", extra={"given": message.id, "reason": str(error)})
