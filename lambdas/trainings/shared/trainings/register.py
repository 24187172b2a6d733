"""The register of the weekly job: which test was scored by which run, and which run still owes the trainer its report.

One object, changed only by comparing: so a test is closed by exactly one of two runs at once, and a run that is killed
after it closed its tests is seen by the next one, which sends the report in its place. The report of a test can neither
get lost nor be sent by two runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from trainings.documents import BadDocument, Fault
from trainings.layout import CLOSED_TESTS
from trainings.runs import Plan, PlannedTest
from trainings.store import AlreadyThere, Changed, Document

_ATTEMPTS = 12
_LONGEST_PAUSE = 0.4  # seconds


class RegisterBusy(RuntimeError):  # noqa: N818  # the name says what is the case
    """The register was changed by others at every attempt; repeating the step later is safe."""


class ComparingStore(Protocol):
    """What the register needs of the bucket (see ``trainings.store.Store``)."""

    def get(self, key: str, /) -> Document | None:
        """Read a document with its version."""

    def put_new_json(self, key: str, value: Any, /) -> str:
        """Write a document that must not exist; raises ``AlreadyThere``."""

    def put_matching(self, key: str, value: Any, etag: str, /) -> str:
        """Replace the version that was read; raises ``Changed``."""


@dataclass(frozen=True)
class Closing:
    """How a test was closed: by which run, scoring for which moment, when, and whether all of it could be scored."""

    run: str
    at: str
    closed: str
    complete: bool

    def settles(self, due: datetime, now: datetime) -> bool:
        """Whether a test due at ``due`` needs no further run.

        It does need one when a part of it could not be scored, when its deadline was extended past the moment it was
        scored for, and when it was scored before its deadline (a trainer may ask for that) which has passed since.
        """
        extended = datetime.fromisoformat(self.at) < due
        early = datetime.fromisoformat(self.closed) < due <= now
        return self.complete and not extended and not early


@dataclass(frozen=True)
class Register:
    """The content of the register.

    ``told`` are the refused mails that a report told the trainer: mail id to the version of the note on it.
    """

    tests: Mapping[str, Closing] = field(default_factory=dict)
    unreported: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``_closed.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Register:
        """Read ``_closed.json`` back. Raises ``BadDocument``: nothing may be scored while nobody knows what was."""
        try:
            tests = {name: Closing(**closing) for name, closing in value["tests"].items()}
            return cls(tests, tuple(value["unreported"]), dict(value["told"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BadDocument(CLOSED_TESTS, [Fault("", "it is no register: bring back an older version")]) from None

    def closed_by(self, plan: Plan, complete: Mapping[str, bool]) -> Register:
        """Close those tests of a plan that are still the run's to close, and note that it owes a report."""
        closings = {
            test.name: Closing(plan.run_id, plan.at, plan.planned, complete[test.name])
            for test in plan.tests
            if self._may_close(plan.run_id, test)
        }
        owes = (closings or plan.problems) and plan.run_id not in self.unreported
        unreported = (*self.unreported, plan.run_id) if owes else self.unreported
        return replace(self, tests={**self.tests, **closings}, unreported=unreported)

    def reported(self, run_id: str, told: Mapping[str, str]) -> Register:
        """Note that a run's report was handed to the mail queue, and which refused mails it told."""
        unreported = tuple(run for run in self.unreported if run != run_id)
        return replace(self, unreported=unreported, told={**self.told, **told})

    def tests_of(self, plan: Plan) -> tuple[PlannedTest, ...]:
        """The tests of a plan that its run closed, and not another one."""
        return tuple(test for test in plan.tests if self._run_of(test.name) == plan.run_id)

    def previous_run(self, name: str) -> str:
        """The run that closed a test, or an empty text."""
        return self._run_of(name)

    def untold(self, refusals: Iterable[tuple[str, str]]) -> list[str]:
        """Those of the refused mails, given as pairs of id and version, that no report has told yet."""
        return [mail_id for mail_id, version in refusals if self.told.get(mail_id) != version]

    def _may_close(self, run_id: str, test: PlannedTest) -> bool:
        return self._run_of(test.name) in {test.previous, run_id}

    def _run_of(self, name: str) -> str:
        return self.tests[name].run if name in self.tests else ""


class StoredRegister:
    """The register in the bucket. Raises ``BadDocument`` when somebody damaged it."""

    def __init__(self, store: ComparingStore, pause: Callable[[float], None] = time.sleep) -> None:
        self._store = store
        self._pause = pause

    def read(self) -> Register:
        """Read the register; an empty one before the first run."""
        found = self._store.get(CLOSED_TESTS)
        return Register() if found is None else Register.from_json(found.value)

    def change(self, change: Callable[[Register], Register]) -> Register:
        """Apply ``change`` to what is stored and store the result, as one step. Returns what is stored then.

        ``change`` is called again whenever somebody else was faster. Raises ``RegisterBusy``.
        """
        for attempt in range(_ATTEMPTS):
            found = self._store.get(CLOSED_TESTS)
            before = Register() if found is None else Register.from_json(found.value)
            after = change(before)
            if after == before or self._replaced(found, after):
                return after
            # No security hangs on this dice: it only keeps two runs from meeting again.
            self._pause(random.uniform(0, _LONGEST_PAUSE * (attempt + 1) / _ATTEMPTS))  # noqa: S311
        raise RegisterBusy(f"{CLOSED_TESTS} was changed by others {_ATTEMPTS} times in a row: run the job again")

    def _replaced(self, found: Document | None, after: Register) -> bool:
        try:
            if found is None:
                self._store.put_new_json(CLOSED_TESTS, after.as_json())
            else:
                self._store.put_matching(CLOSED_TESTS, after.as_json(), found.etag)
        except (AlreadyThere, Changed):
            return False
        return True
