"""What of a batch of messages failed, and when each of those may come back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lambda_kit.sqs import Failures, Message

from gearbox.backoff import Backoff

LOGGER = logging.getLogger(__name__)


class HeldByAnother(Exception):  # noqa: N818  # the name says what is the case
    """Another worker examines this file; ``seconds`` is when to ask again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"another worker holds this file for {seconds:.0f} s")


@dataclass
class Batch:
    """Messages of one invocation that are to be delivered again, with the seconds after which they may."""

    backoff: Backoff
    failed: dict[str, tuple[Message, float]] = field(default_factory=dict)

    @contextmanager
    def message(self, message: Message) -> Iterator[None]:
        """Keep what goes wrong with one message from the others of its batch."""
        try:
            yield
        except HeldByAnother as held:
            LOGGER.info("file is held", extra={"given": message.id, "reason": str(held)})
            self.fail(message, held.seconds)
        except Exception:
            LOGGER.exception("message failed", extra={"given": message.id, "received": message.received})
            self.fail(message, self.backoff.seconds(message.received))

    def fail(self, message: Message, seconds: float) -> None:
        """Have a message delivered again, after ``seconds`` or whatever longer wait was noted before."""
        _, noted = self.failed.get(message.id, (message, 0.0))
        self.failed[message.id] = (message, max(seconds, noted))

    def answer(self) -> Failures:
        """Return what Lambda wants to know."""
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in self.failed]}
