from __future__ import annotations

import random
from dataclasses import replace

from gearbox.arrivals import Arrival, read
from gearbox.catalogue.changes import begun
from gearbox.catalogue.record import FileRecord, State

from tests.gearbox_world.faults import Fault
from tests.gearbox_world.inbox import BUCKET
from tests.gearbox_world.sqs import Stored
from tests.gearbox_world.world import ARRIVALS, FAILURES, MARGIN, TIMEOUT, VISIBILITY, World


def world() -> World:
    return World(random.Random(1))


def deliver(here: World) -> None:
    """Let one function work off what is visible."""
    here.run(ARRIVALS, here.sqs.queues[ARRIVALS].visible(here.now))


def waiting(here: World) -> list[Stored]:
    return here.sqs.queues[ARRIVALS].messages


def told(here: World, key: str, content: bytes) -> Arrival:
    body = here.inbox.put(key, content)
    here.tell(body)
    return read(body, BUCKET).arrivals[0]


def record(here: World, key: str = "a") -> FileRecord:
    return here.records()[key]


def test_file__is_described_in_one_delivery() -> None:
    here = world()
    told(here, "a", b"ok:1")

    deliver(here)

    assert waiting(here) == []
    assert (record(here).state, record(here).attempts, record(here).kind) == (State.READY, 1, "text")
    assert (record(here).declared_type, record(here).version_id) == ("text/plain", "v1")
    assert here.wire.calls == ["PutItem", "PutItem", "HeadObject", "GetObject", "PutItem"]


def test_whole_batch__is_noted_before_the_first_file_is_examined() -> None:
    here = world()
    for key in ("a", "b"):
        told(here, key, b"deadly:1")

    deliver(here)

    assert {key: found.state for key, found in here.records().items()} == {
        "a": State.EXTRACTING,
        "b": State.RECEIVED,
    }


def test_file_that_failed_before__is_examined_after_the_others() -> None:
    here = world()
    told(here, "a", b"deadly:1")
    deliver(here)
    here.now += VISIBILITY
    told(here, "b", b"ok:1")

    deliver(here)

    assert (record(here, "a").state, record(here, "b").state) == (State.EXTRACTING, State.READY)
    assert record(here, "a").history[0].outcome == "lost"


def test_failure__is_noted_and_the_message_comes_back_soon() -> None:
    here = world()
    told(here, "a", b"busy:1")

    deliver(here)

    (message,) = waiting(here)
    assert message.visible_at < here.now + 10
    failed = record(here)
    assert (failed.state, failed.lease_token) == (State.RECEIVED, "")
    assert failed.failure is not None
    assert (failed.failure.type, failed.failure.transient) == ("SlowDown", True)


def test_visibility_that_cannot_be_changed__stays_the_queues_own() -> None:
    here = world()
    here.wire.choose = lambda operation: Fault.THROTTLED if operation == "ChangeMessageVisibility" else Fault.NONE
    told(here, "a", b"busy:1")
    began = here.now

    deliver(here)

    assert waiting(here)[0].visible_at >= began + VISIBILITY


def test_file_that_the_time_left_is_too_short_for__is_sent_again_and_counts_as_no_delivery() -> None:
    here = world()
    for key, seconds in (("a", 15), ("b", 15), ("c", 15)):
        told(here, key, f"slow:{seconds}:{key}".encode())
    for _ in range(2):
        told(here, "d", b"slow:45:d")

    deliver(here)

    assert {key: found.state for key, found in here.records().items()}["d"] is State.RECEIVED
    assert record(here, "d").attempts == 0
    (handed_back,) = {read(one.body, BUCKET).arrivals[0].handed_back for one in waiting(here)}
    assert handed_back == 1
    assert {one.received for one in waiting(here)} == {0}


def test_file_handed_back__is_first_the_next_time() -> None:
    here = world()
    arrival = told(here, "a", b"slow:50:a")
    waiting(here).clear()
    told(here, "b", b"ok:1")
    here.tell(replace(arrival, handed_back=1).to_body())

    deliver(here)
    here.settle()

    assert record(here, "a").started_at < record(here, "b").started_at
    assert {record(here, key).attempts for key in "ab"} == {1}


def test_file_that_takes_longer_than_any_invocation__is_begun_all_the_same() -> None:
    here = world()
    told(here, "a", b"ok:" + b"1" * 990)
    arrival = read(waiting(here)[0].body, BUCKET).arrivals[0]
    waiting(here).clear()
    here.tell(replace(arrival, size=10**9).to_body())

    deliver(here)

    assert record(here).state is State.READY


def test_large_file__fails_for_good_unread() -> None:
    here = world()
    told(here, "a", b"x" * 2_000)

    deliver(here)

    failure = record(here).failure
    assert failure is not None
    assert (failure.type, failure.transient) == ("TooLarge", False)
    assert failure.reason == "it has 2,000 bytes; at most 1,000 are examined"
    assert "GetObject" not in here.wire.calls


def test_file_held_by_a_living_worker__comes_back_when_its_lease_is_over() -> None:
    here = world()
    arrival = told(here, "a", b"ok:1")
    first = here.begin(ARRIVALS, waiting(here))
    here.step(first)
    here.step(first)
    here.tell(arrival.to_body())

    here.run(ARRIVALS, [waiting(here)[1]])

    assert record(here).lease_token != ""
    assert waiting(here)[1].visible_at > here.now + TIMEOUT
    assert waiting(here)[1].visible_at <= here.now + TIMEOUT + MARGIN + 2


def test_answer_lost_after_the_last_write__settles_with_the_write() -> None:
    here = world()
    here.wire.choose = lambda _: Fault.LOST if len(here.wire.calls) == 5 else Fault.NONE
    told(here, "a", b"ok:1")

    deliver(here)

    assert waiting(here) == []
    assert (record(here).state, record(here).attempts) == (State.READY, 1)


def test_write_repeated_by_the_client_library__costs_no_second_attempt() -> None:
    here = world()
    here.wire.choose = lambda operation: Fault.REPEATED if operation == "PutItem" else Fault.NONE
    told(here, "a", b"ok:1")

    deliver(here)

    assert waiting(here) == []
    assert (record(here).state, record(here).attempts) == (State.READY, 1)


def test_table_that_does_not_answer__fails_every_message_of_the_batch() -> None:
    here = world()
    here.wire.choose = lambda operation: Fault.THROTTLED if operation == "PutItem" else Fault.NONE
    for key in "abc":
        told(here, key, b"ok:1")

    deliver(here)

    assert len(waiting(here)) == 3
    assert here.records() == {}


def test_record_that_expires_meanwhile__is_begun_again_later() -> None:
    here = world()
    told(here, "a", b"ok:1")
    function = here.begin(ARRIVALS, waiting(here))
    here.step(function)
    here.dynamodb.items.clear()
    here.finish(function)

    here.settle()

    assert record(here).state is State.READY


def test_message_that_cannot_be_read__goes_to_whoever_diagnoses_after_its_deliveries() -> None:
    here = world()
    here.tell("no json")

    for _ in range(6):
        deliver(here)
        here.now += 100

    assert waiting(here) == []
    assert len(here.sqs.queues[FAILURES].messages) == 1
    assert here.records() == {}


def test_event_after_its_file_is_gone__leaves_a_tombstone() -> None:
    here = world()
    told(here, "a", b"ok:1")
    here.inbox.delete_version("a", 0)

    deliver(here)

    assert record(here).state is State.REMOVED
    assert (record(here).expires_at or 0) > here.now + 89 * 86_400


def test_event_of_a_version_that_gave_way_to_another__describes_what_is_there() -> None:
    here = world()
    told(here, "a", b"ok:1")
    here.inbox.put("a", b"ok:22")
    here.inbox.delete_version("a", 0)

    deliver(here)

    assert (record(here).state, record(here).size) == (State.READY, 5)


def test_error_and_record_that_was_taken_over__leave_the_record_to_the_other() -> None:
    here = world()
    told(here, "a", b"busy:1")
    function = here.begin(ARRIVALS, waiting(here))
    for _ in range(3):
        here.step(function)
    mine = record(here)
    other = here.table.put(begun(mine, "other", here.now + 99, here.now), mine)

    here.finish(function)

    assert record(here) == other
    assert len(waiting(here)) == 1
