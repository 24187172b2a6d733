"""The first step of the weekly job: what is there to score, written down as batches.

One listing of a test's prefix names everybody who submitted; the students' list minus those are the missing. Nothing
is looked up per student and test, so a test with 100,000 submissions costs a hundred calls and a test without any, one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from trainings.documents import BadDocument, Fault, Student
from trainings.due_tests import DueTest, Moment, due_tests
from trainings.ids import is_id
from trainings.layout import RESULT, STUDENTS_LIST, manifest_key, plan_key, test_prefix
from trainings.register import Register, StoredRegister
from trainings.runs import Batch, Plan, PlannedTest, Problem, moment_text, run_id_of
from trainings.store import Store
from trainings.students_list import StudentsList, stored_students

MOST_ENTRIES_TOLD = 20  # of the students' list: in the trainer's mail they must not hide everything else


@dataclass(frozen=True)
class Order:
    """What a run is asked to do: score for a moment; ``reopen`` names tests (``subject/testId``) to score again."""

    moment: Moment
    execution: str
    reopen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planned:
    """A plan with its batches, and whether anything is to be reported (by this run or left over from another)."""

    plan: Plan
    batches: tuple[Batch, ...]
    report: bool

    def as_answer(self) -> dict[str, Any]:
        """What the state machine goes on with: small, whatever the size of the school."""
        run_id = self.plan.run_id
        return {
            "runId": run_id,
            "at": self.plan.at,
            "manifest": manifest_key(run_id),
            "tests": len(self.plan.tests),
            "batches": len(self.batches),
            "report": self.report,
        }


def plan_scoring(store: Store, order: Order, *, zone: ZoneInfo, batch_size: int) -> Planned:
    """Plan a run and store its plan and manifest; nothing is stored when there is nothing to do.

    Repeating it for the same execution writes the same run anew. A bad entry of the students' list is a problem to
    report; a list that cannot be read at all is one, too, and leaves every test open. Raises ``UnknownTest`` for a
    test to reopen that does not exist, ``BadDocument`` when the register cannot be read.
    """
    register = StoredRegister(store).read()
    due, problems = due_tests(store, register, order.moment, reopen=order.reopen, zone=zone)
    try:
        listed = students_on_list(store) if due else StudentsList()
    except BadDocument as error:
        # Nobody could be mailed, and nobody be known to be missing: the tests wait until the list is mended.
        due, listed = [], StudentsList()
        problems.append(Problem("", "", f"nothing was scored; mend the students' list and run the job again: {error}"))
    run_id = run_id_of(order.moment.at, order.execution)
    batches = Batches(run_id, batch_size)
    problems += _bad_entries(listed)
    tests = tuple(_planned(store, test, listed.students, register, batches) for test in due)
    at, now = moment_text(order.moment.at), moment_text(order.moment.now)
    plan = Plan(run_id, at, now, tests, tuple(problems))
    if tests or problems:
        store.put_json(plan_key(run_id), plan.as_json())
        store.put_json(manifest_key(run_id), [batch.as_json() for batch in batches.cut])
    return Planned(plan, tuple(batches.cut), report=bool(tests or problems or register.unreported))


class Batches:
    """Cuts the submissions of tests into numbered batches of at most ``size``; ``cut`` are those made so far."""

    def __init__(self, run_id: str, size: int) -> None:
        self._run_id = run_id
        self._size = size
        self.cut: list[Batch] = []

    def add(self, test: DueTest, students: Sequence[str]) -> tuple[str, ...]:
        """Cut the submissions of one test; returns the ids of its batches."""
        first = len(self.cut)
        for start in range(0, len(students), self._size):
            part = tuple(students[start : start + self._size])
            self.cut.append(Batch(self._run_id, f"{len(self.cut) + 1:05}", test.subject, test.test_id, part))
        return tuple(batch.batch for batch in self.cut[first:])


def students_on_list(store: Store) -> StudentsList:
    """Read the students' list. Raises ``BadDocument`` when it is missing, or no JSON list."""
    found = stored_students(store)
    if found is None:
        raise BadDocument(STUDENTS_LIST, [Fault("", "it is missing: publish the students with playbooks/seed.yml")])
    return found


def _bad_entries(listed: StudentsList) -> list[Problem]:
    told = [f"{STUDENTS_LIST}, {entry}; this entry was left out" for entry in listed.bad[:MOST_ENTRIES_TOLD]]
    more = len(listed.bad) - MOST_ENTRIES_TOLD
    if more > 0:
        told.append(f"{STUDENTS_LIST}: {more} more entries are bad and were left out")
    return [Problem("", "", text) for text in told]


def _planned(
    store: Store, test: DueTest, students: Collection[Student], register: Register, batches: Batches
) -> PlannedTest:
    submitted = sorted(_submitted(store, test))
    missing = {student.student_id for student in students}.difference(submitted)
    return PlannedTest(
        subject=test.subject,
        test_id=test.test_id,
        due=moment_text(test.due),
        submitted=len(submitted),
        batches=batches.add(test, submitted),
        missing=tuple(sorted(missing)),
        previous=register.previous_run(f"{test.subject}/{test.test_id}"),
        students=tuple(submitted),
    )


def _submitted(store: Store, test: DueTest) -> Iterator[str]:
    prefix = test_prefix(test.subject, test.test_id)
    for found in store.list_keys(prefix):
        student, _, document = found.key[len(prefix) :].partition("/")
        if document == RESULT and is_id(student):
            yield student
