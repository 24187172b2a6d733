"""An operator's second chance for files: the event is sent again, one generation later.

The message is all it takes: whoever works it off makes the record wait for it, should this process die before it could.
An old delivery of the same event is of a lower generation and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gearbox.arrivals import Arrival
from gearbox.catalogue.changes import repeated
from gearbox.catalogue.noting import Records
from gearbox.catalogue.record import FileRecord, State
from gearbox.catalogue.table import Changed


class Retried(StrEnum):
    """What became of a wish to retry a file."""

    SENT = "sent"
    UNKNOWN = "unknown"  # no such file
    NOT_FAILED = "not failed"
    NO_FILE = "no file"  # the record keeps a message that could not be read


class Receives(Protocol):
    """What is needed of ``Queue``."""

    def send(self, arrival: Arrival, delay: int = 0) -> None:
        """Send an event."""


@dataclass(frozen=True)
class Outcome:
    """What became of the wish for one file."""

    file_id: str
    key: str
    retried: Retried


@dataclass(frozen=True)
class Retry:
    """Retries files. ``failed`` lists ids of failed files, as an index knows them."""

    table: Records
    queue: Receives
    failed: Callable[[], Iterable[str]]

    def one(self, file_id: str, states: frozenset[State] = frozenset({State.FAILED})) -> Outcome:
        """Retry one file, if its state is one of ``states``.

        ``received`` and ``extracting`` are for files whose message was lost, say because nobody moved it back within
        the two weeks that queues keep messages; even where it was not, nothing is done twice.
        """
        record = self.table.get(file_id)
        if record is None:
            return Outcome(file_id, "", Retried.UNKNOWN)
        if not record.sequencer:
            return Outcome(file_id, record.key, Retried.NO_FILE)
        if record.state not in states:
            return Outcome(file_id, record.key, Retried.NOT_FAILED)
        self._send_again(record)
        return Outcome(file_id, record.key, Retried.SENT)

    def all(self) -> Iterator[Outcome]:
        """Retry every failed file."""
        for file_id in self.failed():
            yield self.one(file_id)

    def _send_again(self, record: FileRecord) -> None:
        again = _arrival_of(record).again(redrives=0)
        self.queue.send(again)
        try:
            self.table.put(repeated(record, again), record)
        except Changed:
            return  # the message was faster, or a later event was: either way the record is right


def _arrival_of(record: FileRecord) -> Arrival:
    return Arrival(
        bucket=record.bucket,
        key=record.key,
        version_id=record.version_id,
        size=record.size,
        etag=record.etag,
        sequencer=record.sequencer,
        removed=record.removal,
        time=record.event_time,
        generation=record.generation,
    )
