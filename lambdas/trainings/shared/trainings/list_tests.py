"""``POST /v1/tests``: the tests that are open and that this student has not submitted yet.

The calls to S3 grow with the number of tests, never with the number of students: folders are listed by delimiter, and a
submission is looked up for open tests only. They run side by side, because each is a round trip that mostly waits.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lambda_kit.checking import BadDocument
from lambda_kit.clients import POOL_SIZE
from lambda_kit.requests import Request

from trainings.access import check_student
from trainings.deadlines import due_of, is_open
from trainings.ids import student_id, subject_id
from trainings.layout import due_date_key, questions_key, result_key
from trainings.published import no_such_subject, published_due, subjects, test_ids
from trainings.store import Store

logger = logging.getLogger(__name__)

Test = tuple[str, str]
"""A test by its subject and its id."""


def list_tests(request: Request, store: Store, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return ``[{"subject", "testIds": [...], "due": {testId: ISO moment}}, ...]``, sorted.

    Raises ``ApiError``: 400 for a bad request or an unlisted student, 403 for another's key, 404 for an unknown
    subject.
    """
    fields = request.json_fields({"studentId": student_id}, {"subjectName": subject_id})
    student = fields["studentId"]
    check_student(store, request.api_key, student)
    with ThreadPoolExecutor(POOL_SIZE) as pool:
        published = _published(store, fields.get("subjectName"), pool)
        dues = pool.map(lambda found: _due_when_open(store, found, request.now, zone), published)
        open_tests = [(found, due) for found, due in zip(published, dues, strict=True) if due is not None]
        submitted = pool.map(lambda found: _is_submitted(store, found[0], student), open_tests)
        waiting = [found for found, done in zip(open_tests, submitted, strict=True) if not done]
    return _by_subject(waiting)


def _published(store: Store, subject: str | None, pool: ThreadPoolExecutor) -> list[Test]:
    wanted = subjects(store) if subject is None else [subject]
    listed = list(pool.map(lambda name: test_ids(store, name), wanted))
    if subject is not None and not listed[0]:
        raise no_such_subject(subject)
    return [(name, test) for name, tests in zip(wanted, listed, strict=True) for test in tests]


def _due_when_open(store: Store, found: Test, now: datetime, zone: ZoneInfo) -> datetime | None:
    subject, test = found
    try:
        published = published_due(store, subject, test)
    except BadDocument:
        # One damaged due date must not hide every other test from the class.
        logger.error("unreadable due date", extra={"document": due_date_key(subject, test)})  # noqa: TRY400  # told
        return None
    if published is not None and not is_open(published, now):
        return None  # nearly every test of a year: one call each
    questions = store.head(questions_key(subject, test))
    if questions is None:
        return None  # a folder without questions is no test
    due = due_of(published, questions.last_modified, zone)
    return due if is_open(due, now) else None


def _is_submitted(store: Store, found: Test, student: str) -> bool:
    subject, test = found
    return store.head(result_key(subject, test, student)) is not None


def _by_subject(waiting: Iterable[tuple[Test, datetime]]) -> list[dict[str, Any]]:
    dues: dict[str, dict[str, str]] = defaultdict(dict)
    for (subject, test), due in waiting:
        dues[subject][test] = due.isoformat()
    return [{"subject": name, "testIds": sorted(tests), "due": tests} for name, tests in sorted(dues.items())]
