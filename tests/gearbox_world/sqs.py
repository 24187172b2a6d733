"""Queues in memory: deliveries that may repeat, visibility, delays and dead letters."""

# ruff: noqa: N803  # the signatures are boto3's

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.gearbox_world.faults import Wire, refusal


@dataclass
class Stored:
    """A message in a queue."""

    id: str
    body: str
    visible_at: float
    received: int = 0
    receipt: str = ""

    def record(self) -> dict[str, Any]:
        """Give it as Lambda's event source mapping does."""
        known = {"ApproximateReceiveCount": str(self.received), "SentTimestamp": "0"}
        return {"messageId": self.id, "receiptHandle": self.receipt, "body": self.body, "attributes": known}


@dataclass
class QueueState:
    """A queue. ``dead`` takes what was received ``most_received`` times and shows again.

    Whether deliveries of a dead letter are counted anew there is not written down anywhere: both are played.
    """

    visibility: float
    dead: QueueState | None = None
    most_received: int = 5
    counts_go_on: bool = False
    messages: list[Stored] = field(default_factory=list)

    def visible(self, now: float) -> list[Stored]:
        """List what may be received, once dead letters are put aside."""
        if self.dead is not None:
            for message in [one for one in self.messages if one.visible_at <= now]:
                if message.received >= self.most_received:
                    self.messages.remove(message)
                    self.dead.messages.append(message)
                    message.received = message.received if self.counts_go_on else 0
        return [message for message in self.messages if message.visible_at <= now]


class FakeSQS:
    """An SQS client. ``queues`` by URL; ``clock`` tells seconds."""

    def __init__(self, clock: Callable[[], float], wire: Wire | None = None) -> None:
        self.queues: dict[str, QueueState] = {}
        self.sent = 0
        self._clock = clock
        self._wire = wire or Wire()
        self._numbers = itertools.count(1)

    def put(self, url: str, body: str, visible_at: float, message_id: str = "") -> None:
        """Put a message straight into a queue."""
        self.queues[url].messages.append(Stored(message_id or f"m{next(self._numbers)}", body, visible_at))

    def receive(self, url: str, messages: list[Stored]) -> list[dict[str, Any]]:
        """Deliver some of the visible messages to a function."""
        for message in messages:
            message.received += 1
            message.receipt = f"r{next(self._numbers)}"
            message.visible_at = self._clock() + self.queues[url].visibility
        return [message.record() for message in messages]

    def copy_of(self, message: Stored) -> dict[str, Any]:
        """Deliver a message a second time while it is hidden, as standard queues may."""
        return replace(message, received=message.received + 1).record()

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0) -> dict[str, Any]:
        assert 0 <= DelaySeconds <= 900

        def send() -> dict[str, Any]:
            self.put(QueueUrl, MessageBody, self._clock() + DelaySeconds)
            self.sent += 1
            return {}

        return self._wire.call("SendMessage", send)

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> dict[str, Any]:
        def change() -> dict[str, Any]:
            message = self._by_receipt(QueueUrl, ReceiptHandle)
            if message is None:
                raise refusal("ChangeMessageVisibility", "ReceiptHandleIsInvalid", 400)
            message.visible_at = self._clock() + VisibilityTimeout
            return {}

        return self._wire.call("ChangeMessageVisibility", change)

    def receive_message(
        self,
        *,
        QueueUrl: str,
        MaxNumberOfMessages: int,
        VisibilityTimeout: int,
        AttributeNames: list[str] | None = None,
        MessageAttributeNames: list[str] | None = None,
    ) -> dict[str, Any]:
        assert AttributeNames in (None, ["ApproximateReceiveCount"], ["All"])
        assert MessageAttributeNames in (None, ["All"])

        def receive() -> dict[str, Any]:
            messages = self.queues[QueueUrl].visible(self._clock())[:MaxNumberOfMessages]
            records = self.receive(QueueUrl, messages)
            for message in messages:
                message.visible_at = self._clock() + VisibilityTimeout
            return {"Messages": [_as_told(record) for record in records]} if records else {}

        return self._wire.call("ReceiveMessage", receive)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        return self._wire.call("DeleteMessage", lambda: self.delete(QueueUrl, ReceiptHandle))

    def delete(self, url: str, receipt: str) -> dict[str, Any]:
        """Delete a message, as the event source mapping does with what was worked off."""
        message = self._by_receipt(url, receipt)
        if message is not None:
            self.queues[url].messages.remove(message)
        return {}

    def _by_receipt(self, url: str, receipt: str) -> Stored | None:
        return next((one for one in self.queues[url].messages if one.receipt == receipt), None)


def _as_told(record: dict[str, Any]) -> dict[str, Any]:
    names = {"messageId": "MessageId", "receiptHandle": "ReceiptHandle", "body": "Body", "attributes": "Attributes"}
    return {names[name]: value for name, value in record.items()}
