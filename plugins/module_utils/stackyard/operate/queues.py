"""Queues as operators see them: how many messages wait, and which of them are about something.

Looking hides messages from their workers, and delivers them once more: so it is for dead letters. A queue that is being
worked off is left alone, but for its depths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

BATCH = 10  # the most that SQS gives or deletes at once
LOOKS_WITHOUT_NEWS = 3  # SQS asks only some of its servers each time
HIDDEN_SECONDS = 120  # should the search be interrupted, the messages show again by themselves
DEPTHS = {"ApproximateNumberOfMessages": "waiting", "ApproximateNumberOfMessagesNotVisible": "under way"}


@dataclass(frozen=True)
class Letter:
    """A message: its id, its text, and the receipt that deletes it."""

    id: str
    body: str
    receipt: str


class Queue:
    """One queue, through an SQS client."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def depths(self) -> dict[str, int]:
        """How many messages wait and how many are under way."""
        told = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=list(DEPTHS))["Attributes"]
        return {meaning: int(told.get(name, 0)) for name, meaning in DEPTHS.items()}

    def search(self, wanted: Callable[[str], bool]) -> list[Letter]:
        """Find the messages whose text is wanted; all of them are hidden from others while it looks."""
        found: dict[str, Letter] = {}
        silent = 0
        while silent < LOOKS_WITHOUT_NEWS:
            news = {one.id: one for one in self._look() if one.id not in found}
            found.update(news)
            silent = 0 if news else silent + 1
        self._show(list(found.values()))
        return [letter for letter in found.values() if wanted(letter.body)]

    def delete(self, letters: Iterable[Letter]) -> None:
        """Delete messages that ``search`` found."""
        for letter in letters:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)

    def _look(self) -> list[Letter]:
        told = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=BATCH, VisibilityTimeout=HIDDEN_SECONDS
        )
        return [Letter(one["MessageId"], one["Body"], one["ReceiptHandle"]) for one in told.get("Messages", [])]

    def _show(self, letters: list[Letter]) -> None:
        for start in range(0, len(letters), BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                for number, letter in enumerate(letters[start : start + BATCH])
            ]
            self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)
