"""Who may send a mail now, and which mails were sent: what makes a queue that repeats itself send each mail once.

Before a mail is sent its entry is claimed, by writing it where nothing was. The claim is a lease: when its holder dies,
the lease runs out and another worker takes the entry over, by comparing. So a mail is sent once; only one that was
being sent at the moment its worker died may go out a second time, because nobody can know whether it had left.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from trainings.documents import BadDocument, Fault
from trainings.layout import mail_key
from trainings.register import ComparingStore
from trainings.store import AlreadyThere, Changed


class State(StrEnum):
    """States of a mail in the ledger."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger.

    ``until`` is the end of the lease in seconds since 1970, ``recipient`` a digest of the address (a mail refused at
    one address may be sent to a corrected one), ``claim`` makes every claim unlike every other.
    """

    state: str
    until: float
    recipient: str
    claim: str

    def settled_for(self, recipient: str) -> bool:
        """Whether nothing is left to do for this recipient."""
        return self.state == State.SENT or (self.state == State.REFUSED and self.recipient == recipient)

    def held_at(self, now: float) -> bool:
        """Whether a worker may be sending this mail at ``now``."""
        return self.state == State.SENDING and now < self.until


@dataclass(frozen=True)
class Claim:
    """The right to send a mail, until its lease ends."""

    mail_id: str
    entry: Entry
    etag: str


@dataclass(frozen=True)
class Settled:
    """The mail was sent, or refused for good: there is nothing to do."""


@dataclass(frozen=True)
class Held:
    """Another worker holds the mail; it may be tried again after ``seconds``."""

    seconds: float


def _new_claim_id() -> str:
    return uuid.uuid4().hex


class MailLedger:
    """The ledger in the bucket. ``lease`` is in seconds, longer than a worker can live after its claim."""

    def __init__(self, store: ComparingStore, lease: float, claim_id: Callable[[], str] = _new_claim_id) -> None:
        self._store = store
        self._lease = lease
        self._claim_id = claim_id

    def claim(self, mail_id: str, address: str, now: float) -> Claim | Settled | Held:
        """Claim a mail for sending it to ``address`` at ``now`` (seconds since 1970).

        Raises ``BadDocument`` when the entry is damaged.
        """
        recipient = hashlib.sha256(address.encode()).hexdigest()[:16]
        entry = Entry(State.SENDING.value, now + self._lease, recipient, self._claim_id())
        try:
            return Claim(mail_id, entry, self._store.put_new_json(mail_key(mail_id), asdict(entry)))
        except AlreadyThere:
            return self._take_over(mail_id, entry, now)

    def sent(self, claim: Claim) -> bool:
        """Note that the mail was sent; ``False`` when another worker took the mail over in the meantime."""
        return self._settle(claim, State.SENT)

    def refused(self, claim: Claim) -> bool:
        """Note that the mail was refused for good; ``False`` when another worker took the mail over."""
        return self._settle(claim, State.REFUSED)

    def release(self, claim: Claim) -> bool:
        """Give the claim back, so that the mail can be tried again at once; ``False`` when it was taken over."""
        return self._replaced(claim, Entry(State.SENDING.value, 0, claim.entry.recipient, claim.entry.claim))

    def _take_over(self, mail_id: str, entry: Entry, now: float) -> Claim | Settled | Held:
        found = self._store.get(mail_key(mail_id))
        if found is None:  # erased between the two calls: whoever retries finds a clean slate
            return Held(0)
        stored = _entry(found.key, found.value)
        if stored.settled_for(entry.recipient):
            return Settled()
        if stored.held_at(now):
            return Held(stored.until - now)
        try:
            return Claim(mail_id, entry, self._store.put_matching(found.key, asdict(entry), found.etag))
        except Changed:
            return Held(self._lease)

    def _settle(self, claim: Claim, state: State) -> bool:
        return self._replaced(claim, Entry(state.value, 0, claim.entry.recipient, claim.entry.claim))

    def _replaced(self, claim: Claim, entry: Entry) -> bool:
        try:
            self._store.put_matching(mail_key(claim.mail_id), asdict(entry), claim.etag)
        except Changed:
            return False
        return True


def _entry(key: str, value: Any) -> Entry:
    try:
        return Entry(str(value["state"]), float(value["until"]), str(value["recipient"]), str(value["claim"]))
    except (TypeError, KeyError, ValueError):
        raise BadDocument(key, [Fault("", "it is no entry of the mail ledger")]) from None
