"""How a record goes from one state to the next: what was known and what happened in, the next record out.

    received -> extracting -> ready | failed | removed
        ^___________|  (the attempt failed or its worker died: it is tried again)

Only an event of higher rank leads out of a finished state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gearbox.arrivals import Arrival
from gearbox.catalogue.record import FINISHED, Attempt, Failure, FileRecord, State
from gearbox.description import Description

KEPT_ATTEMPTS = 10
LOST = "lost"
ERROR = "error"
WORKER_LOST = Failure("WorkerLost", "the function ended without a word: out of time, out of memory, or killed", True)


@dataclass(frozen=True)
class Due:
    """The event is to be worked on."""


@dataclass(frozen=True)
class Held:
    """Another worker examines the file; it may be asked for again after ``seconds``."""

    seconds: float


@dataclass(frozen=True)
class Settled:
    """The event is worked off, or a later one has made it pointless."""


def moment(now: float) -> str:
    """Write seconds since 1970 as records do: sortable text."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def standing(record: FileRecord, arrival: Arrival, now: float) -> Due | Held | Settled:
    """Say what is to be done about an event that the record knows of (its own, or a later one)."""
    if record.rank != arrival.rank or record.state in FINISHED:
        return Settled()
    if record.state is State.EXTRACTING and now < record.lease_until:
        return Held(record.lease_until - now)
    return Due()


def received(arrival: Arrival, seen: FileRecord | None, now: float) -> FileRecord:
    """Note an event of higher rank than ``seen``.

    A later event begins a record of its own. A repetition of the same event keeps what its attempts have shown.
    """
    if seen is not None and seen.sequencer == arrival.sequencer:
        return repeated(seen, arrival)
    return FileRecord(
        file_id=arrival.file_id,
        bucket=arrival.bucket,
        key=arrival.key,
        state=State.RECEIVED,
        received_at=moment(now),
        sequencer=arrival.sequencer,
        generation=arrival.generation,
        redrives=arrival.redrives,
        removal=arrival.removed,
        event_time=arrival.time,
        version_id=arrival.version_id,
        etag=arrival.etag,
        size=None if arrival.removed else arrival.size,  # some say 0 of what is not there
    )


def repeated(record: FileRecord, again: Arrival) -> FileRecord:
    """Let a record wait for a repetition of its event. One that an operator asked for forgets the failure."""
    failure = record.failure if again.redrives else None
    return _idle(
        replace(
            record, generation=again.generation, redrives=again.redrives, failure=failure,
            sample="", finished_at="", seconds=None, expires_at=None,
        ),
        State.RECEIVED,
    )  # fmt: skip


def begun(record: FileRecord, token: str, until: float, now: float) -> FileRecord:
    """Begin an attempt. Where another one was under way, it is written down as lost."""
    if record.state is State.EXTRACTING:
        record = _tried(replace(record, failure=WORKER_LOST), Attempt(record.started_at, LOST, None, WORKER_LOST.type))
    return replace(
        record,
        state=State.EXTRACTING,
        attempts=record.attempts + 1,
        lease_token=token,
        lease_until=until,
        started_at=moment(now),
    )


def broken_off(record: FileRecord, failure: Failure, seconds: float) -> FileRecord:
    """Note that an attempt failed; the file may be tried again at once."""
    attempt = Attempt(record.started_at, ERROR, seconds, failure.type, failure.reason)
    return _idle(_tried(replace(record, failure=failure), attempt), State.RECEIVED)


def described(record: FileRecord, description: Description, seconds: float, now: float) -> FileRecord:
    """Finish with what the examination found: ``ready``, or ``failed`` for good when the file has a fault."""
    fault = description.fault
    found = replace(
        record,
        size=description.size,
        sha256=description.sha256,
        declared_type=description.declared_type,
        sniffed_type=description.sniffed_type,
        type_matches=description.type_matches,
        kind=description.kind,
        metadata=dict(description.metadata),
    )
    if fault is None:
        return _finished(found, State.READY, None, seconds, now)
    return _finished(found, State.FAILED, Failure(fault.code, fault.reason, transient=False), seconds, now)


def refused(record: FileRecord, failure: Failure, seconds: float, now: float) -> FileRecord:
    """Finish a file that is not examined at all."""
    return _finished(record, State.FAILED, failure, seconds, now)


def removed(record: FileRecord, seconds: float, now: float, kept_seconds: float) -> FileRecord:
    """Finish with a tombstone, which outlives every message that might still tell of the object."""
    return replace(_finished(record, State.REMOVED, None, seconds, now), expires_at=int(now + kept_seconds))


def given_up(record: FileRecord, failure: Failure, sample: str, now: float) -> FileRecord:
    """Finish a file whose attempts all failed. ``sample`` is the beginning of the message that was not worked off."""
    if record.state is State.EXTRACTING:
        record = _tried(record, Attempt(record.started_at, LOST, None, WORKER_LOST.type))
    done = replace(record, failure=failure, sample=sample, finished_at=moment(now))
    return _idle(done, State.FAILED)


def _finished(record: FileRecord, state: State, failure: Failure | None, seconds: float, now: float) -> FileRecord:
    why = (failure.type, failure.reason) if failure else ()
    done = replace(record, failure=failure, seconds=seconds, finished_at=moment(now))
    return _idle(_tried(done, Attempt(record.started_at, state.value, seconds, *why)), state)


def _tried(record: FileRecord, attempt: Attempt) -> FileRecord:
    return replace(record, history=(*record.history, attempt)[-KEPT_ATTEMPTS:])


def _idle(record: FileRecord, state: State) -> FileRecord:
    return replace(record, state=state, lease_token="", lease_until=0)
