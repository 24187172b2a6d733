"""Which tests a run of the weekly job has to score.

Work is listed, never assumed: two levels of listing name all tests, the register says which are settled, and a small
document each says until when they may be answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lambda_kit.parallel import in_parallel

from trainings.deadlines import next_deadline
from trainings.documents import BadDocument, due_date_from
from trainings.layout import due_date_key, questions_key
from trainings.published import subjects, test_ids
from trainings.register import Register
from trainings.runs import Problem
from trainings.store import Store


class UnknownTest(ValueError):  # noqa: N818  # Step Functions shows the name: it says what is wrong
    """A test that is to be opened again does not exist; the message names it."""


@dataclass(frozen=True)
class Moment:
    """Times of a run: ``at`` is the moment it scores for, ``now`` the present one; both aware."""

    at: datetime
    now: datetime


@dataclass(frozen=True)
class DueTest:
    """A test to score, with the moment it was due."""

    subject: str
    test_id: str
    due: datetime


def due_tests(
    store: Store, register: Register, moment: Moment, *, reopen: Collection[str], zone: ZoneInfo
) -> tuple[list[DueTest], list[Problem]]:
    """Name the tests to score, sorted, and the tests whose due date cannot be read.

    ``reopen`` holds names ``subject/testId`` of tests to score again, however they stand. Raises ``UnknownTest``.
    """
    everything = [(subject, test) for subject in subjects(store) for test in test_ids(store, subject)]
    _refuse_unknown(reopen, everything)
    found = in_parallel(lambda names: _look_up(store, *names, zone), everything)
    problems = [one for one in found if isinstance(one, Problem)]
    tests = [one for one in found if isinstance(one, DueTest)]
    return [test for test in tests if _to_score(test, register, moment, reopen)], problems


def _to_score(test: DueTest, register: Register, moment: Moment, reopen: Collection[str]) -> bool:
    name = f"{test.subject}/{test.test_id}"
    if name in reopen:
        return True
    closing = register.tests.get(name)
    return test.due <= moment.at and not (closing and closing.settles(test.due, moment.now))


def _look_up(store: Store, subject: str, test: str, zone: ZoneInfo) -> DueTest | Problem | None:
    key = due_date_key(subject, test)
    try:
        published = store.get_json(key)
        if published is not None:
            return DueTest(subject, test, due_date_from(published, key))
    except BadDocument as error:
        return Problem(subject, test, f"nobody knows when it is due: {error}")
    questions = store.head(questions_key(subject, test))
    return DueTest(subject, test, next_deadline(questions.last_modified, zone)) if questions else None


def _refuse_unknown(reopen: Collection[str], everything: Iterable[tuple[str, str]]) -> None:
    unknown = sorted(set(reopen) - {f"{subject}/{test}" for subject, test in everything})
    if unknown:
        given = ", ".join(map(ascii, unknown))[:200]
        raise UnknownTest(f"no such test to open again: {given}; write subject/testId, as in python/test01")
