"""Works off the dead-letter queue: says what failed and why, and decides whether it is worth trying again.

What may pass by itself goes back to the queue of arrivals as a repetition, later and later and not for ever; everything
else ends as ``failed``, with the reason. The repetition is sent before the record is changed: should the function die
in between, the dead letter comes again and a second repetition is sent, of the same rank, which changes nothing.
The other way round a death would leave a record that waits for a message nobody sent.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lambda_kit.sqs import Failures, Message

from gearbox.arrivals import Arrival, read
from gearbox.backoff import Backoff
from gearbox.batches import Batch, HeldByAnother
from gearbox.catalogue.changes import WORKER_LOST, Held, Settled, given_up, moment, repeated, standing
from gearbox.catalogue.noting import Records, note
from gearbox.catalogue.record import Failure, FileRecord, State
from gearbox.catalogue.table import Changed
from gearbox.classify import clean
from gearbox.extract import Sends

LOGGER = logging.getLogger(__name__)

SAMPLE_CHARACTERS = 2_000
NEVER_BEGUN = Failure("NeverBegun", "no attempt could be begun: the table or the function did not answer", True)


@dataclass(frozen=True)
class Diagnosis:
    """Everything that diagnosing needs.

    ``arrivals`` is where repetitions go, ``redrive`` how long they wait there; ``own`` is the dead-letter queue, and
    ``backoff`` how long its messages wait where diagnosing itself fails.
    """

    table: Records
    arrivals: Sends
    own: Sends
    bucket: str
    clock: Callable[[], float]
    redrive: Backoff
    max_redrives: int
    backoff: Backoff

    def work_off(self, records: Iterable[Mapping[str, Any]]) -> Failures:
        """Work off the records of an SQS event."""
        batch = Batch(self.backoff)
        for record in records:
            message = Message.of(record)
            reading = read(message.body, self.bucket)
            for arrival in reading.arrivals:
                with batch.message(message):
                    self._diagnose(arrival, message)
            if reading.faults:
                with batch.message(message):
                    self._keep(message, reading.faults)
        for message, seconds in batch.failed.values():
            self.own.postpone(message, seconds)
        return batch.answer()

    def _diagnose(self, arrival: Arrival, message: Message) -> None:
        now = self.clock()
        record = note(self.table, arrival, now)
        stands = standing(record, arrival, now)
        if isinstance(stands, Settled):
            return
        if isinstance(stands, Held):
            raise HeldByAnother(stands.seconds + 1)
        failure = _failure_of(record)
        try:
            if failure.transient and record.redrives < self.max_redrives:
                self._send_back(arrival.again(redrives=record.redrives + 1), record)
            else:
                self._give_up(record, failure, message)
        except Changed as meeting:
            self._accept(meeting.now, arrival)

    def _send_back(self, again: Arrival, record: FileRecord) -> None:
        self.arrivals.send(again, self.redrive.seconds(record.redrives))
        self.table.put(repeated(record, again), record)
        LOGGER.info("file is tried again", extra={"file": record.file_id, "redrives": again.redrives})

    def _give_up(self, record: FileRecord, failure: Failure, message: Message) -> None:
        if failure.transient:
            reason = f"{failure.reason} (given up after {record.attempts} attempts and {record.redrives} redrives)"
            failure = replace(failure, reason=reason)
        sample = clean(message.body, SAMPLE_CHARACTERS)
        self.table.put(given_up(record, failure, sample, self.clock()), record)
        LOGGER.warning("file failed", extra={"file": record.file_id, "type": failure.type, "reason": failure.reason})

    def _accept(self, now: FileRecord | None, arrival: Arrival) -> None:
        """Somebody else wrote the record: fine when that settles the event, else the dead letter comes again."""
        if now is None or not isinstance(standing(now, arrival, self.clock()), Settled):
            raise HeldByAnother(0)

    def _keep(self, message: Message, faults: tuple[str, ...]) -> None:
        """Keep a message that cannot be read as a record of its own, once."""
        now = moment(self.clock())
        unreadable = FileRecord(
            file_id=hashlib.sha256(f"message {message.id}".encode()).hexdigest()[:32],
            bucket=self.bucket,
            key="",
            state=State.FAILED,
            received_at=now,
            finished_at=now,
            failure=Failure("Unreadable", clean("; ".join(faults)), transient=False),
            sample=clean(message.body, SAMPLE_CHARACTERS),
            message_id=message.id,
        )
        try:
            self.table.put(unreadable, None)
        except Changed:
            LOGGER.info("message is known to be unreadable", extra={"given": message.id})


def _failure_of(record: FileRecord) -> Failure:
    """Why the record's attempts failed, as far as anybody lived to tell."""
    if record.state is State.EXTRACTING:
        return WORKER_LOST
    return record.failure or NEVER_BEGUN
