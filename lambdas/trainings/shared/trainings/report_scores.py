"""The last step of the weekly job: close the tests, and order the trainer's mail.

Tests are closed first, in one write that also notes that the run owes its report. From there on the report may be
written and ordered by whoever comes along: this step when it is repeated, or the next run when this one was killed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from trainings.documents import BadDocument
from trainings.layout import report_key, summary_key
from trainings.mail_queue import MailQueue
from trainings.mails import ReportMail
from trainings.outcomes import Outcome, outcome_of, read_plan
from trainings.refusals import untold_refusals
from trainings.register import Register, StoredRegister
from trainings.reports import Report, make_report
from trainings.runs import Plan
from trainings.store import AlreadyThere, Store

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Run:
    """A run as it is stored: its plan, and what became of its tests."""

    plan: Plan
    outcomes: tuple[Outcome, ...]

    @classmethod
    def read(cls, store: Store, run_id: str) -> _Run | None:
        plan = read_plan(store, run_id)
        return None if plan is None else cls(plan, tuple(outcome_of(store, run_id, test) for test in plan.tests))

    def closed_in(self, state: Register) -> Register:
        return state.closed_by(self.plan, {outcome.test.name: outcome.complete for outcome in self.outcomes})

    def report(self, store: Store, state: Register) -> Report:
        own = {test.name for test in state.tests_of(self.plan)}
        outcomes = [outcome for outcome in self.outcomes if outcome.test.name in own]
        return make_report(self.plan, outcomes, untold_refusals(store, state))


def report_scores(store: Store, queue: MailQueue, run_id: str) -> dict[str, Any]:
    """Close the tests of a run and order every report that is owed. Returns the figures of this run's report.

    A run whose tests were all closed by another run in the meantime reports nothing. Raises ``BadDocument`` for a
    damaged register, ``RegisterBusy`` and ``QueueRefuses`` when repeating the step later will do.
    """
    register = StoredRegister(store)
    run = _Run.read(store, run_id)
    state = register.change(run.closed_in) if run else register.read()
    own = _report(store, queue, register, run_id, run) if run_id in state.unreported else None
    for owing in state.unreported:
        if owing != run_id:
            _report_for(store, queue, register, owing)
    return (own or Report(run_id, run.plan.at if run else "", (), (), ())).summary()


def _report_for(store: Store, queue: MailQueue, register: StoredRegister, run_id: str) -> None:
    """Report another run, which was killed. One whose records are damaged goes on owing and holds nobody else up."""
    try:
        _report(store, queue, register, run_id, _Run.read(store, run_id))
    except (BadDocument, AttributeError, KeyError, TypeError) as error:
        details = {"runId": run_id, "exceptionType": type(error).__name__}
        LOGGER.error("the records of a run that owes a report are damaged: restore them", extra=details)  # noqa: TRY400  # a traceback quotes personal data


def _report(store: Store, queue: MailQueue, register: StoredRegister, run_id: str, run: _Run | None) -> Report | None:
    if run is None:
        LOGGER.error("a run that owes a report has left nothing to report from", extra={"runId": run_id})
        register.change(lambda state: state.reported(run_id, {}))
        return None
    report = run.report(store, register.read())
    if report.is_empty:  # all its tests were opened again, and another run has them now
        register.change(lambda state: state.reported(run_id, {}))
        return None
    report = _stored_once(store, report)
    store.put_json(summary_key(run_id), report.summary())
    queue.put([ReportMail(run_id)])
    told = {refusal.mail_id: refusal.version for refusal in report.refused}
    register.change(lambda state: state.reported(run_id, told))
    return report


def _stored_once(store: Store, report: Report) -> Report:
    """The report as it was written first: a mail that was ordered already must not change under the mailer."""
    place = report_key(report.run_id)
    try:
        store.put_new_json(place, report.as_json())
    except AlreadyThere:
        stored = store.get_json(place)
        return Report.from_json(stored) if stored else report
    return report
