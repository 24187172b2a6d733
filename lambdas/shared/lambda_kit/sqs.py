"""One invocation's messages of a queue, each on its own.

A message that cannot be worked off goes back to the queue alone (``ReportBatchItemFailures``), and comes back when it
makes sense: when the worker says so (``ComeBack``), else after a pause that grows with every attempt, so that an hour's
outage of some service loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambda_kit.exceptions import without_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LOGGER = logging.getLogger(__name__)

LONGEST_HIDDEN = 43_200  # seconds; of ChangeMessageVisibility

Record = Mapping[str, Any]
Failures = dict[str, list[dict[str, str]]]


class ComeBack(Exception):  # noqa: N818  # the name says what is wanted
    """The message is to be delivered again: after ``seconds``, or after the pause that grows (``None``).

    Whoever raises it has said in the log what there is to say.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        super().__init__("after a growing pause" if seconds is None else f"in {seconds:.0f} s")


@dataclass(frozen=True)
class Message:
    """A delivery of a message; ``received`` is the how many-th one of it this is, ``sent`` when it was queued."""

    id: str
    receipt: str
    body: str
    received: int
    sent: datetime

    @classmethod
    def of(cls, record: Record) -> Message:
        """Take it from a record of the event that Lambda gets."""
        attributes = record["attributes"]
        sent = datetime.fromtimestamp(int(attributes["SentTimestamp"]) // 1000, UTC)
        received = int(attributes["ApproximateReceiveCount"])
        return cls(record["messageId"], record["receiptHandle"], record["body"], received, sent)


@dataclass(frozen=True)
class Pauses:
    """Seconds between attempts: ``first``, then ``factor`` times as long each; SQS hides no message for over 12 h."""

    first: int
    factor: float

    def after(self, attempt: int) -> int:
        """Seconds to wait after the first attempt, the second..."""
        return int(min(self.first * self.factor ** (attempt - 1), LONGEST_HIDDEN))


def work_off(
    records: list[Record],
    *,
    deliver: Callable[[Message], None],
    postpone: Callable[[str, int], None],
    pauses: Pauses,
    time_left_ms: Callable[[], int],
    reserve_ms: int,
) -> Failures:
    """Deliver the messages of an SQS event; returns the answer that names those to be repeated.

    ``postpone`` takes the receipt handle of a message and the seconds after which it is to come back. No message is
    begun with less than ``reserve_ms`` left: as much as a slow one takes.
    """
    failed: list[dict[str, str]] = []
    longest = 0
    for message in map(Message.of, records):
        # Every return to the queue counts as an attempt. When it is failures that took the time, the rest pauses like
        # those, lest it use up its attempts untried.
        untried = pauses.after(message.received) if longest else 0
        pause = _pause_of(message, deliver, pauses) if time_left_ms() > reserve_ms else untried
        if pause is not None:
            longest = max(longest, pause)
            postpone(message.receipt, pause)
            failed.append({"itemIdentifier": message.id})
    return {"batchItemFailures": failed}


def _pause_of(message: Message, deliver: Callable[[Message], None], pauses: Pauses) -> int | None:
    """Work off one message: ``None`` when it is done, else the seconds after which to try it again."""
    try:
        deliver(message)
    except ComeBack as wanted:
        if wanted.seconds is not None:
            return max(0, min(int(wanted.seconds), LONGEST_HIDDEN))
    except Exception as error:  # noqa: BLE001  # one message's trouble must not keep the others of its batch back
        LOGGER.error("message failed", extra={"queueMessage": message.id, **without_message(error)})  # noqa: TRY400  # no content
    else:
        return None
    return pauses.after(message.received)


def postponing(sqs: SQSClient, queue_url: str) -> Callable[[str, int], None]:
    """Make what lets a message come back later; where that fails, the queue's own visibility timeout holds."""

    def postpone(receipt: str, seconds: int) -> None:
        with suppress(ClientError, BotoCoreError):
            sqs.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt, VisibilityTimeout=seconds)

    return postpone
