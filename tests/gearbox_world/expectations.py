"""What must be true of a world, whatever went wrong in it."""

from __future__ import annotations

from gearbox.arrivals import read
from gearbox.catalogue.record import FINISHED, FileRecord, State

from tests.gearbox_world.inbox import BUCKET
from tests.gearbox_world.world import ARRIVALS, FAILURES, MOST_BYTES, UNDIAGNOSED, World


def expected(content: bytes | None) -> tuple[State, str]:
    """How a file with this content has to end, and with which type of failure."""
    if content is None:
        return State.REMOVED, ""
    if len(content) > MOST_BYTES:
        return State.FAILED, "TooLarge"
    ends = {
        b"fault": (State.FAILED, "damaged"),
        b"bug": (State.FAILED, "RuntimeError"),
        b"busy": (State.FAILED, "SlowDown"),
        b"deadly": (State.FAILED, "WorkerLost"),
    }
    return ends.get(content.partition(b":")[0], (State.READY, ""))


def nothing_forbidden_happened(world: World) -> None:
    """What was judged at every write."""
    assert world.violations == []


def nothing_is_lost(world: World) -> None:
    """Once all is quiet: every key's last event is worked off, has failed for now, or lies where alarms tell."""
    assert world.sqs.queues[ARRIVALS].messages == world.sqs.queues[FAILURES].messages == []
    readings = [read(message.body, BUCKET) for message in world.sqs.queues[UNDIAGNOSED].messages]
    alarmed = {arrival.key for reading in readings for arrival in reading.arrivals}
    records = world.records()
    for key in world.inbox.versions:
        record = records.get(key)
        if record is not None and (is_right(world, record) or (record.failure and record.failure.transient)):
            continue
        assert key in alarmed, f"{key} is lost: {record}"


def all_is_right(world: World) -> None:
    """Once an operator has looked after it: every record tells the truth, lists agree, and no message is left."""
    assert [one for queue in world.sqs.queues.values() for one in queue.messages] == []
    records = {key: record for key, record in world.records().items() if record.sequencer}
    assert records.keys() == world.inbox.versions.keys()
    wrong = [record for record in records.values() if not is_right(world, record)]
    assert wrong == []
    counted = world.listing.stats(["text"])
    for state in State:
        assert counted.states[state] == sum(record.state is state for record in world.records().values())


def is_right(world: World, record: FileRecord) -> bool:
    """Whether a record says what its object is like now."""
    there = world.inbox.now(record.key)
    content = there.content if there else None
    state, failure = expected(content)
    if record.state is not state or record.state not in FINISHED or record.lease_token:
        return False
    if (record.failure.type if record.failure else "") != failure:
        return False
    described = state is State.READY or failure == "damaged"
    return not described or content is None or record.sha256 == content.hex()
