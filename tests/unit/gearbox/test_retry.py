from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from gearbox.arrivals import Arrival, file_id_of, read
from gearbox.catalogue.listing import Question
from gearbox.catalogue.record import State
from gearbox.queues import Queue
from gearbox.retry import Retried, Retry

from tests.gearbox_world.faults import Fault, Killed
from tests.gearbox_world.inbox import BUCKET
from tests.gearbox_world.world import ARRIVALS, World

A = file_id_of("a")


def failed_world(content: bytes = b"flaky:15") -> World:
    here = World(random.Random(1))
    here.tell(here.inbox.put("a", content))
    here.settle()
    return here


def retry(here: World) -> Retry:
    sqs: Any = here.sqs
    failed = Question(state=State.FAILED)
    return Retry(here.table, Queue(sqs, ARRIVALS), lambda: [one.file_id for one in here.listing.every(failed)])


def waiting(here: World) -> list[Arrival]:
    return [read(one.body, BUCKET).arrivals[0] for one in here.sqs.queues[ARRIVALS].messages]


def test_failed_file__waits_for_its_event_to_be_worked_off_again() -> None:
    here = failed_world()
    before = here.records()["a"]

    outcome = retry(here).one(A)

    assert (outcome.retried, outcome.key, before.state) == (Retried.SENT, "a", State.FAILED)
    now = here.records()["a"]
    assert (now.state, now.failure, now.redrives, now.generation) == (State.RECEIVED, None, 0, 3)
    assert [arrival.rank for arrival in waiting(here)] == [now.rank]
    here.settle()
    assert here.records()["a"].state is State.READY


def test_retry_cut_off_after_its_message__is_completed_by_the_message() -> None:
    here = failed_world()
    here.wire.choose = lambda operation: Fault.KILLED_BEFORE if operation == "PutItem" else Fault.NONE
    with pytest.raises(Killed):
        retry(here).one(A)
    here.wire.choose = lambda _: Fault.NONE
    assert here.records()["a"].state is State.FAILED

    here.settle()

    assert (here.records()["a"].state, here.records()["a"].attempts) == (State.READY, 16)


def test_message_faster_than_its_sender__is_fine() -> None:
    here = failed_world()

    @dataclass
    class Impatient:
        sent: list[Arrival] = field(default_factory=list)

        def send(self, arrival: Arrival, delay: int = 0) -> None:
            here.tell(arrival.to_body(), after=delay)
            here.settle()

    outcome = Retry(here.table, Impatient(), list).one(A)

    assert (outcome.retried, here.records()["a"].state) == (Retried.SENT, State.READY)


def test_two_operators_at_once__cost_one_attempt() -> None:
    here = failed_world()
    again = here.records()["a"]

    retry(here).one(A)
    here.tell(waiting(here)[0].to_body())
    here.settle()

    assert here.records()["a"].attempts == again.attempts + 1


def test_file_that_has_not_failed__is_left_alone_unless_its_state_is_asked_for() -> None:
    here = failed_world(b"ok:1")

    assert retry(here).one(A).retried is Retried.NOT_FAILED
    assert waiting(here) == []
    assert retry(here).one(A, frozenset({State.READY})).retried is Retried.SENT
    here.settle()
    assert (here.records()["a"].state, here.records()["a"].attempts) == (State.READY, 2)


def test_unknown_file__is_said_to_be() -> None:
    assert retry(failed_world()).one("0" * 32).retried is Retried.UNKNOWN


def test_all__retries_every_failed_file_and_says_what_it_cannot() -> None:
    here = failed_world()
    for number in range(12):
        here.tell(here.inbox.put(f"bug {number}", b"bug:1"))
    here.tell("no json")
    here.tell(here.inbox.put("good", b"ok:1"))
    here.settle()

    outcomes = [outcome.retried for outcome in retry(here).all()]

    assert sorted(outcomes) == [Retried.NO_FILE] + [Retried.SENT] * 13
    here.settle()
    assert here.listing.stats([]).states[State.FAILED] == 13


def test_removed_file_that_failed__is_removed_when_retried() -> None:
    here = failed_world(b"bug:1")
    here.tell(here.inbox.delete("a"))
    here.wire.choose = lambda operation: Fault.THROTTLED if operation == "HeadObject" else Fault.NONE
    here.settle()
    assert here.records()["a"].state is State.FAILED
    here.wire.choose = lambda _: Fault.NONE

    retry(here).one(A)
    here.settle()

    assert here.records()["a"].state is State.REMOVED
