"""gearbox as deployed, in memory: functions, queues, inbox and table around one clock.

The clock stands still unless it is moved; every call takes a moment. A function that outlives its time is killed, as
Lambda does. Nothing here knows what ought to come out: that is ``expectations``.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gearbox.backoff import Backoff
from gearbox.catalogue.items import Item, from_item
from gearbox.catalogue.listing import Listing, Question
from gearbox.catalogue.record import FINISHED, FileRecord, State
from gearbox.catalogue.table import FilesTable
from gearbox.description import Description, Fault, Rules
from gearbox.diagnose import Diagnosis
from gearbox.examine import Examination
from gearbox.extract import Extraction, Pace
from gearbox.inbox import Inbox
from gearbox.queues import Queue
from gearbox.retry import Retry
from gearbox.source import Source
from stackyard.operate.moving import Mover

from tests.gearbox_world.dynamodb import FakeDynamoDB
from tests.gearbox_world.faults import Killed, Wire, Worker, current, refusal
from tests.gearbox_world.inbox import BUCKET, FakeInbox, FakeSource
from tests.gearbox_world.sqs import FakeSQS, QueueState, Stored

ARRIVALS, FAILURES, UNDIAGNOSED = "arrivals", "failures", "undiagnosed"
TIMEOUT = 60.0  # seconds; of both functions
VISIBILITY = 6 * TIMEOUT
MARGIN = 10.0
MOST_DELIVERIES = 5
MOST_DIAGNOSES = 10  # of those, five may be spent already: see `QueueState`
MAX_REDRIVES = 2
MOST_BYTES = 1_000
DAY = 86_400.0
CALL_SECONDS = 0.01
DOUBLED = "an event was finished twice"
BACKWARDS = "an earlier event took the place of a later one"
REVIVED = "a finished event was begun again"
TOGETHER = "two living workers examined a file at once"


@dataclass
class Invocation:
    """A function at work on a batch."""

    worker: Worker
    url: str
    receipts: dict[str, str]


class World:
    """Everything. Clocks of workers differ by ``skew`` seconds at most; ``draw`` decides what is left to chance."""

    def __init__(self, draw: random.Random, *, skew: float = 0, counts_go_on: bool = False) -> None:
        self.now = 1_000_000.0
        self.draw = draw
        self.skew = skew
        self.wire = Wire()
        self.wire.before = self._tick
        self.inbox = FakeInbox(self.wire)
        self.dynamodb = FakeDynamoDB(self.wire)
        self.dynamodb.written = self._judge
        self.sqs = FakeSQS(lambda: self.now, self.wire)
        undiagnosed = QueueState(VISIBILITY)
        failures = QueueState(VISIBILITY, undiagnosed, MOST_DIAGNOSES, counts_go_on)
        arrivals = QueueState(VISIBILITY, failures, MOST_DELIVERIES, counts_go_on)
        self.sqs.queues = {ARRIVALS: arrivals, FAILURES: failures, UNDIAGNOSED: undiagnosed}
        revisions = itertools.count()
        self.table = FilesTable(self.dynamodb, "files", lambda: f"w{next(revisions)}")
        self.listing = Listing(self.dynamodb, "files", at_once=1)
        self.invocations: list[Invocation] = []
        self.flaky: dict[str, int] = {}
        self.violations: list[str] = []
        self.finishes = 0
        self._holders: dict[str, Worker | None] = {}
        self._deadlines: dict[Worker, float] = {}

    # What happens.

    def tell(self, body: str, *, after: float = 0, message_id: str = "") -> None:
        """Let a message arrive."""
        self.sqs.put(ARRIVALS, body, self.now + after, message_id)

    def begin(self, url: str, messages: list[Stored], *, copies: bool = False) -> Invocation:
        """Start a function on messages of its queue; it stops at its first call."""
        invocation = self._invocation(url, messages, copies=copies)
        self.invocations.append(invocation)
        invocation.worker.start()
        self.end_of(invocation)
        return invocation

    def run(self, url: str, messages: list[Stored]) -> None:
        """Let a function work off messages of its queue while nothing else happens."""
        invocation = self._invocation(url, messages)
        self.invocations.append(invocation)
        invocation.worker.run()
        self.end_of(invocation)

    def _invocation(self, url: str, messages: list[Stored], *, copies: bool = False) -> Invocation:
        records = [self.sqs.copy_of(one) for one in messages] if copies else self.sqs.receive(url, messages)
        skew = self.draw.uniform(-self.skew, self.skew) / 2
        deadline = self.now + TIMEOUT
        function = self._extract if url == ARRIVALS else self._diagnose
        worker = Worker(lambda: function(records, skew, deadline))
        self._deadlines[worker] = deadline
        return Invocation(worker, url, {one["messageId"]: one["receiptHandle"] for one in records})

    def step(self, invocation: Invocation) -> None:
        """Let a function make its next call."""
        invocation.worker.step()
        self.end_of(invocation)

    def kill(self, invocation: Invocation) -> None:
        """Let a function die where it is."""
        invocation.worker.kill()
        self.end_of(invocation)

    def finish(self, invocation: Invocation) -> None:
        """Let a function work to its end."""
        invocation.worker.finish()
        self.end_of(invocation)

    def end_of(self, invocation: Invocation) -> None:
        """Delete what a function has worked off, once it has ended."""
        if not invocation.worker.ended or invocation not in self.invocations:
            return
        self.invocations.remove(invocation)
        if invocation.worker.killed:
            return
        failed = {one["itemIdentifier"] for one in invocation.worker.answer["batchItemFailures"]}
        for message_id, receipt in invocation.receipts.items():
            if message_id not in failed:
                self.sqs.delete(invocation.url, receipt)

    def settle(self) -> None:
        """Let everything run to its end, with nothing going wrong any more."""
        for invocation in list(self.invocations):
            self.finish(invocation)
        for _ in range(3_000):
            if not self._deliver_all():
                waiting = [one.visible_at for url in (ARRIVALS, FAILURES) for one in self.sqs.queues[url].messages]
                if not waiting:
                    return
                self.now = max(self.now, min(waiting))
        raise AssertionError("it never ends")

    def operate(self) -> None:
        """What an operator does the morning after: move back what nobody could diagnose, and retry what failed."""
        sqs: Any = self.sqs
        Mover(sqs, UNDIAGNOSED, FAILURES).move(by_task=False)
        self.settle()
        failed = Question(state=State.FAILED)
        retry = Retry(self.table, self._queue(ARRIVALS), lambda: [one.file_id for one in self.listing.every(failed)])
        list(retry.all())
        self.settle()

    def records(self) -> dict[str, FileRecord]:
        """Return all records, by key; of messages that could not be read, by the message's id."""
        found = [from_item(item) for item in self.dynamodb.items.values()]
        return {record.key or record.message_id: record for record in found}

    # How it is put together.

    def _deliver_all(self) -> bool:
        for url in (ARRIVALS, FAILURES):
            visible = self.sqs.queues[url].visible(self.now)
            if visible:
                self.run(url, visible[:10])
                return True
        return False

    def _extract(self, records: list[dict[str, Any]], skew: float, deadline: float) -> Any:
        s3: Any = self.inbox
        extraction = Extraction(
            table=self.table,
            queue=self._queue(ARRIVALS),
            examination=Examination(
                Inbox(s3, BUCKET), lambda found: FakeSource(self.inbox, found), self._describe, Rules(), MOST_BYTES
            ),
            bucket=BUCKET,
            clock=lambda: self.now + skew,
            pace=Pace(20.0, 100.0),
            backoff=Backoff(2, 60, self.draw.random),
            lease_margin=MARGIN,
            tombstone_seconds=90 * DAY,
            token=self._token,
        )
        return extraction.work_off(records, lambda: deadline - self.now)

    def _diagnose(self, records: list[dict[str, Any]], skew: float, _deadline: float) -> Any:
        diagnosis = Diagnosis(
            table=self.table,
            arrivals=self._queue(ARRIVALS),
            own=self._queue(FAILURES),
            bucket=BUCKET,
            clock=lambda: self.now + skew,
            redrive=Backoff(30, 900, self.draw.random),
            max_redrives=MAX_REDRIVES,
            backoff=Backoff(2, 60, self.draw.random),
        )
        return diagnosis.work_off(records)

    def _queue(self, url: str) -> Queue:
        sqs: Any = self.sqs
        return Queue(sqs, url)

    def _token(self) -> str:
        token = f"t{len(self._holders)}"
        self._holders[token] = current()
        return token

    def _tick(self) -> None:
        self.now += CALL_SECONDS
        self._check_deadline()

    def _check_deadline(self) -> None:
        worker = current()
        if worker is not None and self.now > self._deadlines[worker]:
            raise Killed

    def _describe(self, source: Source, _name: str, declared_type: str, _rules: Rules) -> Description:
        """Do what the file says; its first word is what it is like."""
        content = source.head(1_000)
        what, _, more = content.decode().partition(":")
        behave: Callable[[str], None] | None = getattr(self, f"_{what}", None)
        if behave is not None:
            behave(more)
        fault = Fault("damaged", "it is damaged") if what == "fault" else None
        digest = content.hex()
        return Description(len(content), digest, declared_type, "text/plain", True, "text", {"lines": 1}, fault)

    def _bug(self, _more: str) -> None:
        raise RuntimeError("a bug")

    def _busy(self, _more: str) -> None:
        raise refusal("GetObject", "SlowDown", 503)

    def _deadly(self, _more: str) -> None:
        raise Killed

    def _slow(self, seconds: str) -> None:
        self.now += float(seconds.partition(":")[0])
        self._check_deadline()

    def _flaky(self, more: str) -> None:
        left = self.flaky.setdefault(more, int(more.partition(":")[0]))
        self.flaky[more] = left - 1
        if left > 0:
            raise TimeoutError("the answer took too long")

    # What must never happen.

    def _judge(self, before: Item | None, after: Item) -> None:
        new = from_item(after)
        old = from_item(before) if before else None
        if new.state in FINISHED:
            self.finishes += 1
        if old is None:
            return
        if new.rank < old.rank:
            self.violations.append(BACKWARDS)
        if new.rank == old.rank and old.state in FINISHED:
            self.violations.append(DOUBLED if new.state in FINISHED else REVIVED)
        if new.rank == old.rank and old.lease_token not in {"", new.lease_token} and new.state is State.EXTRACTING:
            holder = self._holders[old.lease_token]
            if holder is not None and not holder.ended and self.now < self._deadlines[holder]:
                self.violations.append(TOGETHER)
