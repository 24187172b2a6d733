from __future__ import annotations

from dataclasses import replace

import pytest
from gearbox.arrivals import Arrival
from gearbox.catalogue.changes import (
    KEPT_ATTEMPTS,
    WORKER_LOST,
    Due,
    Held,
    Settled,
    begun,
    broken_off,
    described,
    given_up,
    moment,
    received,
    refused,
    removed,
    repeated,
    standing,
)
from gearbox.catalogue.record import FINISHED, Failure, State
from gearbox.description import Description, Fault

NOW = 1_800_000_000.5
FIRST = Arrival("inbox", "a", "v1", 3, "e1", "A".ljust(40, "0"), removed=False, time="t")
LATER = replace(FIRST, sequencer="B".ljust(40, "0"), version_id="v2")
BUSY = Failure("SlowDown", "too much at once", transient=True)
NEW = received(FIRST, None, NOW)
MINE = begun(NEW, "token", NOW + 60, NOW)
PDF = Description(3, "5a", "text/plain", "application/pdf", False, "pdf", {"pages": 2})


def test_event__begins_a_record() -> None:
    assert (NEW.state, NEW.key, NEW.rank, NEW.version_id, NEW.size) == (State.RECEIVED, "a", FIRST.rank, "v1", 3)
    assert NEW.received_at == "2027-01-15T08:00:00.500000Z" == moment(NOW)


def test_removal__has_no_size_whatever_its_event_says() -> None:
    assert received(replace(FIRST, removed=True, size=0), None, NOW).size is None


def test_later_event__begins_anew() -> None:
    failed = refused(MINE, Failure("TooLarge", "it is", transient=False), 1, NOW)

    assert received(LATER, failed, NOW + 9) == received(LATER, None, NOW + 9)


def test_repetition_after_a_redrive__keeps_why() -> None:
    waiting = repeated(broken_off(MINE, BUSY, 1), FIRST.again(redrives=1))

    assert (waiting.state, waiting.generation, waiting.redrives, waiting.attempts) == (State.RECEIVED, 1, 1, 1)
    assert (waiting.failure, waiting.received_at, len(waiting.history)) == (BUSY, NEW.received_at, 1)


def test_repetition_for_an_operator__forgets_the_failure() -> None:
    waiting = repeated(given_up(broken_off(MINE, BUSY, 1), BUSY, "sample", NOW), FIRST.again(redrives=0))

    assert (waiting.state, waiting.failure, waiting.sample, waiting.finished_at) == (State.RECEIVED, None, "", "")
    assert (waiting.attempts, len(waiting.history)) == (1, 1)


def test_attempt__holds_the_file() -> None:
    assert (MINE.state, MINE.attempts, MINE.lease_token, MINE.started_at) == (State.EXTRACTING, 1, "token", moment(NOW))
    assert standing(MINE, FIRST, NOW + 59) == Held(1)
    assert standing(MINE, FIRST, NOW + 60) == Due()


@pytest.mark.parametrize("state", [state for state in State if state not in FINISHED])
def test_event_that_a_later_one_followed__is_settled(state: State) -> None:
    record = replace(received(LATER, None, NOW), state=state)

    assert standing(record, FIRST, NOW) == Settled()
    assert standing(replace(record, sequencer=FIRST.sequencer, generation=1), FIRST, NOW) == Settled()


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_event_of_a_finished_file__is_settled(state: State) -> None:
    assert standing(replace(NEW, state=state), FIRST, NOW) == Settled()


def test_file_that_waits__is_due() -> None:
    assert standing(NEW, FIRST, NOW) == Due()


def test_attempt_that_takes_over__writes_down_the_lost_one() -> None:
    again = begun(MINE, "other", NOW + 200, NOW + 100)

    assert [(attempt.at, attempt.outcome) for attempt in again.history] == [(moment(NOW), "lost")]
    assert (again.attempts, again.failure, again.lease_token) == (2, WORKER_LOST, "other")


def test_attempt_that_fails__leaves_the_file_to_the_next() -> None:
    record = broken_off(MINE, BUSY, 1.5)

    assert (record.state, record.lease_token, record.lease_until, record.failure) == (State.RECEIVED, "", 0, BUSY)
    (attempt,) = record.history
    assert (attempt.outcome, attempt.seconds, attempt.error_type) == ("error", 1.5, "SlowDown")


def test_description__finishes() -> None:
    record = described(broken_off(MINE, BUSY, 1), PDF, 2.5, NOW + 3)

    assert (record.state, record.kind, record.type_matches, record.metadata) == (
        State.READY,
        "pdf",
        False,
        {"pages": 2},
    )
    assert (record.failure, record.seconds, record.finished_at) == (None, 2.5, moment(NOW + 3))
    assert [attempt.outcome for attempt in record.history] == ["error", "ready"]


def test_faulty_file__fails_for_good_with_all_that_is_known() -> None:
    record = described(MINE, replace(PDF, fault=Fault("truncated", "it ends too early")), 1, NOW)

    assert (record.state, record.sha256, record.kind) == (State.FAILED, "5a", "pdf")
    assert record.failure == Failure("truncated", "it ends too early", transient=False)


def test_removed_file__leaves_a_tombstone_for_a_while() -> None:
    record = removed(MINE, 1, NOW, 90)

    assert (record.state, record.expires_at) == (State.REMOVED, 1_800_000_090)
    assert repeated(record, FIRST.again(redrives=0)).expires_at is None


def test_file_given_up_while_its_worker_is_lost__says_so() -> None:
    record = given_up(MINE, WORKER_LOST, "sample", NOW + 9)

    assert (record.state, record.sample, record.lease_token) == (State.FAILED, "sample", "")
    assert [attempt.outcome for attempt in record.history] == ["lost"]


def test_history__keeps_the_last_attempts() -> None:
    record = NEW
    for number in range(20):
        record = broken_off(begun(record, "t", NOW, NOW + number), BUSY, 1)

    assert (record.attempts, len(record.history)) == (20, KEPT_ATTEMPTS)
    assert record.history[-1].at == moment(NOW + 19)
