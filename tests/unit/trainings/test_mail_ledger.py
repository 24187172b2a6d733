"""The ledger of mails: two workers at one mail in every order, and death at every step."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from trainings.documents import BadDocument
from trainings.layout import mail_key
from trainings.mail_ledger import Claim, Held, MailLedger, Settled
from trainings.store import Document, Store

from tests.unit.trainings.fake_s3 import FakeS3
from tests.unit.trainings.interleaving import Stage

LEASE = 90.0
NOW = 1_000_000.0
LONG_AFTER = NOW + LEASE + 1
MAIL, ADDRESS = "score-1", "s1@example.com"
STEPS = 5  # the most operations of one worker: write new, read, take over, send, settle


@dataclass
class SteppedStore:
    """The ledger's store, with a turn before each operation of a worker."""

    store: Store
    stage: Stage
    worker: str

    def get(self, key: str) -> Document | None:
        self.stage.turn(self.worker)
        return self.store.get(key)

    def put_new_json(self, key: str, value: Any) -> str:
        self.stage.turn(self.worker)
        return self.store.put_new_json(key, value)

    def put_matching(self, key: str, value: Any, etag: str) -> str:
        self.stage.turn(self.worker)
        return self.store.put_matching(key, value, etag)


@dataclass
class PostOffice:
    """One mail, its ledger, and who sent it."""

    s3: FakeS3 = field(default_factory=FakeS3)
    sent_by: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        client: Any = self.s3
        return Store(client, "bucket")

    @property
    def ledger(self) -> MailLedger:
        return MailLedger(self.store, LEASE)

    def work(self, worker: str, stage: Stage, now: float = NOW) -> None:
        """What a worker does with an order: claim, send, settle; each operation waits for its turn."""
        ledger = MailLedger(SteppedStore(self.store, stage, worker), LEASE)
        claim = ledger.claim(MAIL, ADDRESS, now)
        if isinstance(claim, Claim):
            stage.turn(worker)
            self.sent_by.append(worker)
            ledger.sent(claim)


def every_schedule() -> list[tuple[str, ...]]:
    """All orders in which two workers can take their turns."""
    places = range(2 * STEPS)
    return [
        tuple("a" if place in chosen else "b" for place in places) for chosen in itertools.combinations(places, STEPS)
    ]


def test_two_workers_in_every_order__send_the_mail_once() -> None:
    for schedule in every_schedule():
        office, stage = PostOffice(), Stage()

        stage.play({name: partial(office.work, name, stage) for name in "ab"}, schedule)

        assert len(office.sent_by) == 1, schedule


@pytest.mark.parametrize("steps", range(STEPS))
def test_worker_dies_after_any_step_beside_another__the_mail_goes_out_in_the_end(steps: int) -> None:
    for schedule in every_schedule():
        office, stage = PostOffice(), Stage(kill={"a": steps})

        stage.play({name: partial(office.work, name, stage) for name in "ab"}, schedule)
        later = Stage()
        later.play({"c": partial(office.work, "c", later, LONG_AFTER)}, "c" * STEPS)

        # Twice only when the worker died between sending and writing that down.
        died_in_flight = office.sent_by.count("a") == 1 and len(office.sent_by) > 1
        assert len(office.sent_by) == (2 if died_in_flight else 1), schedule
        assert isinstance(office.ledger.claim(MAIL, ADDRESS, LONG_AFTER), Settled)


def test_two_workers_at_an_expired_lease__one_takes_the_mail_over() -> None:
    for schedule in every_schedule():
        office, stage = PostOffice(), Stage()
        office.ledger.claim(MAIL, ADDRESS, NOW)

        stage.play({name: partial(office.work, name, stage, LONG_AFTER) for name in "ab"}, schedule)

        assert len(office.sent_by) == 1, schedule


def test_held_mail__says_when_to_ask_again() -> None:
    ledger = PostOffice().ledger
    ledger.claim(MAIL, ADDRESS, NOW)

    assert ledger.claim(MAIL, ADDRESS, NOW + 30) == Held(LEASE - 30)


def test_released_mail__can_be_claimed_at_once() -> None:
    ledger = PostOffice().ledger
    claim = claimed(ledger)

    assert ledger.release(claim)
    assert isinstance(ledger.claim(MAIL, ADDRESS, NOW), Claim)


def test_refused_mail__is_settled_for_that_address_only() -> None:
    ledger = PostOffice().ledger
    ledger.refused(claimed(ledger))

    assert isinstance(ledger.claim(MAIL, ADDRESS, LONG_AFTER), Settled)
    assert isinstance(ledger.claim(MAIL, "corrected@example.com", LONG_AFTER), Claim)


def test_sent_mail__is_settled_for_every_address() -> None:
    ledger = PostOffice().ledger
    ledger.sent(claimed(ledger))

    assert isinstance(ledger.claim(MAIL, "corrected@example.com", LONG_AFTER), Settled)


@pytest.mark.parametrize("settle", ["sent", "refused", "release"])
def test_worker_whose_lease_ran_out__cannot_write_over_its_successor(settle: str) -> None:
    ledger = PostOffice().ledger
    slow = claimed(ledger)
    quick = ledger.claim(MAIL, ADDRESS, LONG_AFTER)
    assert isinstance(quick, Claim)

    assert not getattr(ledger, settle)(slow)
    assert ledger.sent(quick)


def test_two_claims_at_one_moment__are_unlike_each_other() -> None:
    ledger = PostOffice().ledger
    first = claimed(ledger)
    ledger.release(first)
    second = claimed(ledger)

    assert first.entry.until == second.entry.until
    assert first.etag != second.etag
    assert not ledger.sent(first)


def test_entry__does_not_hold_the_address() -> None:
    office = PostOffice()
    claimed(office.ledger)

    assert ADDRESS.encode() not in office.s3.objects[mail_key(MAIL)].body


@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"state": "sent"}', b"{"])
def test_damaged_entry__is_named(content: bytes) -> None:
    office = PostOffice()
    office.s3.keep(mail_key(MAIL), content)

    with pytest.raises(BadDocument, match=MAIL):
        office.ledger.claim(MAIL, ADDRESS, NOW)


def test_entry_erased_between_two_calls__is_asked_for_again() -> None:
    office = PostOffice()
    claimed(office.ledger)

    class Forgetful(SteppedStore):
        def get(self, key: str) -> Document | None:
            office.s3.objects.clear()
            return self.store.get(key)

    class NoTurns(Stage):
        def turn(self, name: str) -> None:
            """Everything at once."""

    ledger = MailLedger(Forgetful(office.store, NoTurns(), "a"), LEASE)

    assert ledger.claim(MAIL, ADDRESS, NOW) == Held(0)


def claimed(ledger: MailLedger) -> Claim:
    claim = ledger.claim(MAIL, ADDRESS, NOW)
    assert isinstance(claim, Claim)
    return claim
