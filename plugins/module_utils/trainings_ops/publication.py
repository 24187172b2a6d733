"""What publishing a content tree would change: a pure comparison of the tree with what is published.

Two promises decide the rules. Nothing that a student did is ever lost, so only the trainer's documents are written or
removed here. And a deadline once published stands: a test gets its due date when it is published first, and keeps it
through every correction unless the trainer names another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from stackyard.text.words import counted
from trainings import layout
from trainings.deadlines import next_deadline
from trainings.documents import Student, due_date_from, parse_json

from .bucket import etag_of
from .content import Content, TestContent, line_of
from .published import Published, PublishedTest, json_bytes

# Students see a test by its questions: these come last when a test appears, and go first when it disappears.
REMOVAL_ORDER = (layout.QUESTIONS, layout.ANSWER_KEY, layout.DUE_DATE)

TestName = tuple[str, str]
"""A test by its subject and its id."""


@dataclass(frozen=True)
class Upload:
    """A document to write."""

    key: str
    body: bytes


@dataclass(frozen=True)
class TestsPlan:
    """What to write and remove of the tests, in this order; ``held_back`` is removed only when pruning.

    ``refused`` are tests that are not removed although pruning, with the number of answers they have without a score.
    """

    __test__ = False  # its name would make pytest take it for a test
    uploads: tuple[Upload, ...] = ()
    removals: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: Mapping[TestName, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StudentsPlan:
    """The students' list to publish: who is on it, its bytes, what changes by it."""

    students: tuple[Student, ...]
    document: bytes
    changed: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def forgotten_digest(student: str) -> str:
    """Give the digest by which a forgotten student is recognised, should the content still name them."""
    return hashlib.sha256(f"forgotten student {student}".encode()).hexdigest()


def plan_students(content: Content, published: Published, *, prune: bool, readmit: Collection[str]) -> StudentsPlan:
    """Compare the content's students with those published."""
    barred = [one for one in content.students if _is_forgotten(one, published) and one.student_id not in readmit]
    wanted = [one for one in content.students if one not in barred]
    named, before = {one.student_id for one in content.students}, {one.student_id for one in published.students}
    gone = [one for one in published.students if one.student_id not in named]
    kept = () if prune else tuple(gone)
    entries = (*wanted, *kept)
    # The trainer's own bytes where nothing is left out or kept: what is published is then what was written.
    document = json_bytes([one.as_json() for one in entries]) if barred or kept else content.students_document
    return StudentsPlan(
        students=entries,
        document=document,
        changed=etag_of(document) != published.students_etag,
        added=tuple(one.student_id for one in wanted if one.student_id not in before),
        removed=tuple(one.student_id for one in gone) if prune else (),
        held_back=tuple(one.student_id for one in kept),
        warnings=tuple(_barred_warning(one, content, published) for one in barred),
    )


def _is_forgotten(student: Student, published: Published) -> bool:
    return forgotten_digest(student.student_id) in published.forgotten


def _barred_warning(student: Student, content: Content, published: Published) -> str:
    date = published.forgotten[forgotten_digest(student.student_id)]
    line = line_of(content.students_document, student.student_id)
    return (
        f"{student.student_id} was forgotten on {date} and is not published: remove line {line} of "
        f"{layout.STUDENTS_LIST}, or take them back with -e readmit={student.student_id}"
    )


def removed_tests(content: Content, published: Published) -> list[TestName]:
    """Name the tests that are published and not in the content any more."""
    wanted = {(test.subject, test.test) for test in content.tests}
    trainers = [names for names, there in published.tests.items() if any(name in there.files for name in REMOVAL_ORDER)]
    return [names for names in trainers if names not in wanted]


def plan_tests(
    content: Content,
    published: Published,
    now: datetime,
    zone: ZoneInfo,
    *,
    prune: bool,
    unscored: Mapping[TestName, int] | None = None,
) -> TestsPlan:
    """Compare the content's tests with those published; ``now`` dates the deadlines of new ones.

    ``unscored`` counts the answers without a score of tests that must not be removed before these are scored: without
    its answer key, no test can be.
    """
    refused = dict(unscored or {}) if prune else {}
    uploads: list[Upload] = []
    warnings: list[str] = []
    for test in content.tests:
        there = published.tests.get((test.subject, test.test), PublishedTest())
        writes = list(_uploads(test, there, now, zone))
        uploads += writes
        warnings += _warnings(test, there, writes, now)
    gone = [names for names in removed_tests(content, published) if names not in refused]
    removals = tuple(_removals(gone, published))
    return TestsPlan(
        uploads=tuple(uploads),
        removals=removals if prune else (),
        held_back=() if prune else removals,
        warnings=tuple(warnings),
        refused=refused,
    )


def _uploads(test: TestContent, there: PublishedTest, now: datetime, zone: ZoneInfo) -> Iterator[Upload]:
    names = (test.subject, test.test)
    wanted = (
        (layout.DUE_DATE, _due_date(test, there, now, zone)),
        (layout.ANSWER_KEY, test.answer_key),
        (layout.QUESTIONS, test.questions),
    )
    for name, body in wanted:
        if body is not None and _differs(there, name, body):
            yield Upload(layout.test_prefix(*names) + name, body)


def _due_date(test: TestContent, there: PublishedTest, now: datetime, zone: ZoneInfo) -> bytes | None:
    """The due date to publish; ``None`` leaves what is published."""
    if test.due_date is not None:
        return test.due_date
    questions = there.files.get(layout.QUESTIONS)
    if questions is None:
        return json_bytes({"due": next_deadline(now, zone).isoformat()})
    if layout.DUE_DATE not in there.files and _differs(there, layout.QUESTIONS, test.questions):
        # Without the document the date of the questions decides, and writing them would move it.
        return json_bytes({"due": next_deadline(questions.modified, zone).isoformat()})
    return None


def _differs(there: PublishedTest, name: str, body: bytes) -> bool:
    return name not in there.files or there.files[name].etag != etag_of(body)


def _warnings(test: TestContent, there: PublishedTest, writes: list[Upload], now: datetime) -> Iterator[str]:
    name = f"{test.subject}/{test.test}"
    written = {upload.key.rsplit("/", 1)[1] for upload in writes}
    if there.students and written & {layout.QUESTIONS, layout.ANSWER_KEY}:
        answered = counted(there.students, "student")
        yield f"{name} changes although it was answered by {answered}: what is not scored yet is scored by the new key"
    if test.due_date is not None and layout.QUESTIONS not in there.files:
        due = due_date_from(parse_json(test.due_date, layout.DUE_DATE))
        if due <= now:
            yield f"{name} is published with a due date that is over ({due.isoformat()}): nobody can answer it"


def _removals(gone: Collection[TestName], published: Published) -> Iterator[str]:
    for names in gone:
        files = published.tests[names].files
        yield from (files[name].key for name in REMOVAL_ORDER if name in files)
