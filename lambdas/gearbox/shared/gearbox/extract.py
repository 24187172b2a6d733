"""Works off the queue of arrivals: notes every event of a batch, then examines one file after the other.

Whatever goes wrong, the message stays in the queue until the record tells the truth. A batch is worked off with the
unsuspicious files first: one that kills the function takes no others along, for what is finished by then stays so.
A file that the rest of the time is too short for is not begun but sent again, so that waiting for its turn does not
count as failing.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from lambda_kit.sqs import Failures, Message

from gearbox.arrivals import Arrival, read
from gearbox.backoff import Backoff
from gearbox.batches import Batch, HeldByAnother
from gearbox.catalogue.changes import (
    Held,
    Settled,
    begun,
    broken_off,
    described,
    refused,
    removed,
    standing,
)
from gearbox.catalogue.noting import Records, note
from gearbox.catalogue.record import FileRecord
from gearbox.catalogue.table import Changed
from gearbox.classify import classify
from gearbox.examine import Examination, TooLarge

LOGGER = logging.getLogger(__name__)


class Sends(Protocol):
    """What is needed of ``Queue``."""

    def send(self, arrival: Arrival, delay: int = 0) -> None:
        """Send an event."""

    def postpone(self, message: Message, seconds: float) -> None:
        """Let a message come back after ``seconds``."""


@dataclass(frozen=True)
class Pace:
    """How long a file takes: ``base`` seconds and one more for every ``bytes_per_second``. Generous is right here."""

    base: float
    bytes_per_second: float

    def seconds(self, size: int | None) -> float:
        """Seconds that a file of ``size`` bytes may take."""
        return self.base + (size or 0) / self.bytes_per_second


def _new_token() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Extraction:
    """Everything that extracting needs.

    ``clock`` tells seconds since 1970. A lease ends ``lease_margin`` seconds after its worker's time, more than clocks
    may differ. Tombstones are kept ``tombstone_seconds``: longer than messages live in all queues together.
    """

    table: Records
    queue: Sends
    examination: Examination
    bucket: str
    clock: Callable[[], float]
    pace: Pace
    backoff: Backoff
    lease_margin: float
    tombstone_seconds: float
    token: Callable[[], str] = _new_token

    def work_off(self, records: Iterable[Mapping[str, Any]], time_left: Callable[[], float]) -> Failures:
        """Work off the records of an SQS event; ``time_left`` tells how many seconds this invocation has."""
        batch = Batch(self.backoff)
        tasks = [task for record in records for task in self._noted(Message.of(record), batch)]
        begun_any = False
        for task in sorted(tasks, key=_Task.suspicion):
            in_time = not begun_any or time_left() >= self.pace.seconds(task.record.size)
            begun_any = begun_any or in_time
            with batch.message(task.message):
                self._examine(task, time_left()) if in_time else self._hand_back(task.arrival)
        for message, seconds in batch.failed.values():
            self.queue.postpone(message, seconds)
        return batch.answer()

    def _noted(self, message: Message, batch: Batch) -> list[_Task]:
        """Note the events of a message; what is left to do for them."""
        tasks = []
        reading = read(message.body, self.bucket)
        for arrival in reading.arrivals:
            with batch.message(message):
                record = note(self.table, arrival, self.clock())
                if self._is_due(record, arrival):
                    tasks.append(_Task(message, arrival, record))
        if reading.faults:  # `diagnose` writes it down
            LOGGER.warning("message cannot be read", extra={"given": message.id, "reason": "; ".join(reading.faults)})
            batch.fail(message, self.backoff.seconds(message.received))
        return tasks

    def _is_due(self, record: FileRecord, arrival: Arrival) -> bool:
        stands = standing(record, arrival, self.clock())
        if isinstance(stands, Held):
            raise HeldByAnother(stands.seconds + 1)
        return not isinstance(stands, Settled)

    def _hand_back(self, arrival: Arrival) -> None:
        self.queue.send(replace(arrival, handed_back=arrival.handed_back + 1))
        LOGGER.info("file is left to a later invocation", extra={"file": arrival.file_id})

    def _examine(self, task: _Task, seconds_left: float) -> None:
        started = self.clock()
        lease = started + max(seconds_left, 0) + self.lease_margin
        try:
            mine = self.table.put(begun(task.record, self.token(), lease, started), task.record)
            self._finish(task.arrival, mine, started)
        except Changed as meeting:
            self._accept(meeting.now, task.arrival)

    def _finish(self, arrival: Arrival, mine: FileRecord, started: float) -> None:
        try:
            done = self._done(arrival, mine, started)
            self.table.put(done, mine)
        except Changed:
            raise
        except Exception as error:
            self.table.put(broken_off(mine, classify(error), self.clock() - started), mine)
            raise
        LOGGER.info("file is worked off", extra={"file": done.file_id, "state": done.state.value, "kind": done.kind})

    def _done(self, arrival: Arrival, mine: FileRecord, started: float) -> FileRecord:
        outcome = self.examination.of(arrival)
        now = self.clock()
        if outcome is None:
            return removed(mine, now - started, now, self.tombstone_seconds)
        if isinstance(outcome, TooLarge):
            known = replace(mine, size=outcome.found.size, declared_type=outcome.found.declared_type)
            return refused(known, outcome.failure, now - started, now)
        found, description = outcome
        known = replace(mine, version_id=found.version_id, etag=found.etag)
        return described(known, description, now - started, now)

    def _accept(self, now: FileRecord | None, arrival: Arrival) -> None:
        """Somebody else wrote the record: fine when that settles the event, else it is for a later delivery."""
        if now is None or self._is_due(now, arrival):
            raise HeldByAnother(self.lease_margin)


@dataclass(frozen=True)
class _Task:
    """An event that is to be worked on."""

    message: Message
    arrival: Arrival
    record: FileRecord

    def suspicion(self) -> tuple[int, int, int]:
        """Order within a batch: first what has not failed, of that what waited longest, of that the small ones."""
        return self.record.attempts, -self.arrival.handed_back, self.record.size or 0
