from __future__ import annotations

import random
from dataclasses import replace

import pytest
from gearbox.arrivals import Arrival, file_id_of, read
from gearbox.catalogue.record import FileRecord, State

from tests.gearbox_world.faults import Fault
from tests.gearbox_world.inbox import BUCKET
from tests.gearbox_world.sqs import Stored
from tests.gearbox_world.world import ARRIVALS, FAILURES, MAX_REDRIVES, MOST_DELIVERIES, UNDIAGNOSED, World


def world() -> World:
    return World(random.Random(1))


def dead_letter(here: World, content: bytes) -> Arrival:
    """Let a file fail until its message lies in the dead-letter queue."""
    body = here.inbox.put("a", content)
    here.tell(body)
    while here.sqs.queues[ARRIVALS].messages:
        visible = here.sqs.queues[ARRIVALS].visible(here.now)
        if visible:
            here.run(ARRIVALS, visible)
        here.now += 60
    return read(body, BUCKET).arrivals[0]


def diagnose(here: World) -> None:
    here.run(FAILURES, letters(here))


def letters(here: World) -> list[Stored]:
    return here.sqs.queues[FAILURES].visible(here.now)


def sent(here: World) -> list[Arrival]:
    return [read(one.body, BUCKET).arrivals[0] for one in here.sqs.queues[ARRIVALS].messages]


def record(here: World) -> FileRecord:
    return here.records()["a"]


def test_what_may_pass__is_sent_back_after_a_while() -> None:
    here = world()
    arrival = dead_letter(here, b"busy:1")

    diagnose(here)

    assert (letters(here), sent(here)) == ([], [arrival.again(redrives=1)])
    assert here.sqs.queues[ARRIVALS].messages[0].visible_at <= here.now + 31
    assert (record(here).state, record(here).redrives, record(here).generation) == (State.RECEIVED, 1, 1)
    assert record(here).failure is not None


def test_what_stays__fails_with_its_reason_its_attempts_and_a_sample() -> None:
    here = world()
    dead_letter(here, b"bug:1")

    diagnose(here)

    assert (letters(here), sent(here), record(here).state) == ([], [], State.FAILED)
    failure = record(here).failure
    assert failure is not None
    assert (failure.type, failure.reason, failure.transient) == ("RuntimeError", "a bug", False)
    assert [(one.outcome, one.error_type) for one in record(here).history] == [("error", "RuntimeError")] * 5
    assert record(here).sample.startswith('{"Records": [{"eventName": "ObjectCreated:Put"')


def test_what_never_passes__is_given_up_after_the_last_redrive() -> None:
    here = world()
    dead_letter(here, b"busy:1")

    here.settle()

    assert record(here).state is State.FAILED
    assert record(here).attempts == MOST_DELIVERIES * (MAX_REDRIVES + 1)
    assert here.sqs.sent == MAX_REDRIVES
    failure = record(here).failure
    assert failure is not None
    assert failure.reason.endswith("(given up after 15 attempts and 2 redrives)")
    assert failure.transient


def test_file_that_kills_functions__is_given_up_in_the_end() -> None:
    here = world()
    dead_letter(here, b"deadly:1")

    here.settle()

    failure = record(here).failure
    assert failure is not None
    assert (record(here).state, failure.type, record(here).attempts) == (State.FAILED, "WorkerLost", 15)
    assert {attempt.outcome for attempt in record(here).history} == {"lost"}


def test_file_that_nobody_could_even_note__is_noted_and_sent_back() -> None:
    here = world()
    here.wire.choose = lambda operation: Fault.THROTTLED if operation == "PutItem" else Fault.NONE
    dead_letter(here, b"ok:1")
    here.wire.choose = lambda _: Fault.NONE
    assert here.records() == {}

    diagnose(here)

    failure = record(here).failure
    assert (record(here).state, failure, len(sent(here))) == (State.RECEIVED, None, 1)
    here.settle()
    assert record(here).state is State.READY


@pytest.mark.parametrize("content", [b"ok:1", b"fault:1"])
def test_dead_letter_of_a_finished_file__changes_nothing(content: bytes) -> None:
    here = world()
    arrival = dead_letter(here, content)
    before = record(here)
    here.sqs.put(FAILURES, arrival.to_body(), here.now)

    diagnose(here)

    assert (letters(here), sent(here), record(here)) == ([], [], before)


def test_dead_letter_of_an_earlier_generation__changes_nothing() -> None:
    here = world()
    arrival = dead_letter(here, b"busy:1")
    diagnose(here)
    here.sqs.put(FAILURES, arrival.to_body(), here.now)

    diagnose(here)

    assert (letters(here), len(sent(here))) == ([], 1)


def test_death_between_sending_and_writing__ends_with_the_same_repetition_twice() -> None:
    here = world()
    arrival = dead_letter(here, b"flaky:5")
    here.wire.choose = lambda _: Fault.KILLED_BEFORE if here.sqs.sent else Fault.NONE
    diagnose(here)
    here.wire.choose = lambda _: Fault.NONE
    assert (record(here).generation, len(sent(here))) == (0, 1)

    here.now += 400
    diagnose(here)

    assert sent(here) == [arrival.again(redrives=1)] * 2
    here.settle()
    assert (record(here).state, record(here).attempts) == (State.READY, 6)


def test_diagnosis_that_always_fails__leaves_the_message_where_an_alarm_tells_of_it() -> None:
    here = world()
    dead_letter(here, b"busy:1")
    here.wire.choose = lambda operation: Fault.THROTTLED if operation == "SendMessage" else Fault.NONE

    here.settle()

    assert len(here.sqs.queues[UNDIAGNOSED].messages) == 1
    assert record(here).state is State.RECEIVED


def test_file_held_by_a_living_worker__is_diagnosed_later() -> None:
    here = world()
    body = here.inbox.put("a", b"ok:1")
    here.tell(body)
    function = here.begin(ARRIVALS, here.sqs.queues[ARRIVALS].visible(here.now))
    here.step(function)
    here.step(function)
    here.sqs.put(FAILURES, body, here.now)

    diagnose(here)

    (letter,) = here.sqs.queues[FAILURES].messages
    assert letter.visible_at > here.now + 60
    here.finish(function)
    assert record(here).state is State.READY


def test_message_that_cannot_be_read__is_kept_once_with_a_sample() -> None:
    here = world()
    for _ in range(2):
        here.sqs.put(FAILURES, "no\x1b json " + "x" * 5_000, here.now, "strange")
        diagnose(here)

    kept = here.records()["strange"]
    assert (len(here.records()), letters(here)) == (1, [])
    assert (kept.state, kept.key, kept.finished_at) == (State.FAILED, "", kept.received_at)
    assert kept.failure is not None
    assert (kept.failure.type, kept.failure.transient) == ("Unreadable", False)
    assert (kept.sample[:9], len(kept.sample)) == ("no json x", 2_000)


def test_message_of_which_a_part_cannot_be_read__is_worked_off_for_the_rest() -> None:
    here = world()
    arrival = dead_letter(here, b"bug:1")
    body = arrival.to_body().replace('{"arrivals": [', '{"arrivals": [5, ')
    here.sqs.queues[FAILURES].messages.clear()
    here.sqs.put(FAILURES, body, here.now, "strange")

    diagnose(here)

    assert letters(here) == []
    assert {key: found.state for key, found in here.records().items()} == {"a": State.FAILED, "strange": State.FAILED}


def test_record_of_a_later_event__is_left_alone() -> None:
    here = world()
    arrival = dead_letter(here, b"bug:1")
    before = here.table.get(file_id_of("a"))
    assert before is not None
    later = here.table.put(replace(before, sequencer="F" * 40), before)

    diagnose(here)

    assert (record(here), arrival.rank < later.rank) == (later, True)
