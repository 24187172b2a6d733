"""What is published at the moment: read in a few listings, never with a call per file.

One listing tells the subjects, one per subject its tests, one per test its documents with their ETags; only the three
small documents about students are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from stackyard.errors import StackyardError
from trainings import documents, ids, layout

from .bucket import Bucket, Entry, Folder, etag_of, subjects_of

FORGOTTEN = "_forgotten.json"  # {digest of a student's id: date}, so that the seed brings nobody back by accident
LISTINGS_AT_ONCE = 8
Value = TypeVar("Value")


@dataclass(frozen=True)
class PublishedTest:
    """The documents of one test by their file names, and how many students have something in it."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    students: int = 0


@dataclass(frozen=True)
class PublishedTests:
    """The tests of a bucket, and the names of those that the system passes over because it allows no such name."""

    known: Mapping[tuple[str, str], PublishedTest] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """The state of the bucket that publishing is compared with; the ETags are ``None`` for what is not there."""

    students: tuple[documents.Student, ...] = ()
    students_etag: str | None = None
    keys: Mapping[str, documents.StudentKey] = field(default_factory=dict)
    keys_etag: str | None = None
    forgotten: Mapping[str, str] = field(default_factory=dict)
    forgotten_etag: str | None = None
    tests: Mapping[tuple[str, str], PublishedTest] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_published(bucket: Bucket) -> Published:
    """Read the published state."""
    reader = _Documents(bucket, bucket.folder())
    students, students_etag = reader.read(layout.STUDENTS_LIST, documents.students_from)
    keys, keys_etag = reader.read(layout.STUDENT_KEYS, documents.student_keys_from)
    forgotten, forgotten_etag = reader.read(FORGOTTEN, _forgotten_from)
    return Published(
        students=students or (),
        students_etag=students_etag,
        keys=keys or {},
        keys_etag=keys_etag,
        forgotten=forgotten or {},
        forgotten_etag=forgotten_etag,
        tests=read_tests(bucket, reader.root).known,
        warnings=tuple(reader.warnings),
    )


def read_tests(bucket: Bucket, root: Folder) -> PublishedTests:
    """List the tests of every subject under the bucket's root folder, in order."""
    with ThreadPoolExecutor(LISTINGS_AT_ONCE) as pool:
        subjects = subjects_of(root.folders)
        listed = zip(subjects, pool.map(bucket.folder, map(layout.subject_prefix, subjects)), strict=True)
        pairs = [(subject, test) for subject, folder in listed for test in folder.folders]
        folders = pool.map(lambda pair: bucket.folder(layout.test_prefix(*pair)), pairs)
        found = {pair: _published_test(folder) for pair, folder in zip(pairs, folders, strict=True)}
    known = {pair: test for pair, test in found.items() if all(map(ids.is_id, pair))}
    # Somebody else's folders may lie there, too; what asks questions was meant as a test.
    skipped = [pair for pair, test in found.items() if pair not in known and layout.QUESTIONS in test.files]
    return PublishedTests(known, tuple("/".join(map(_shown, pair)) for pair in skipped))


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)[1:-1]


def _published_test(folder: Folder) -> PublishedTest:
    return PublishedTest({one.key.rsplit("/", 1)[1]: one for one in folder.objects}, len(folder.folders))


def unscored_answers(bucket: Bucket, subject: str, test: str) -> int:
    """Count the students who answered a test and have no score for it; a listing, however many they are."""
    prefix = layout.test_prefix(subject, test)
    names = {document: set[str]() for document in (layout.RESULT, layout.SCORE)}
    for key in bucket.keys(prefix):
        student, _, document = key.removeprefix(prefix).partition("/")
        if document in names:
            names[document].add(student)
    return len(names[layout.RESULT] - names[layout.SCORE])


class _Documents:
    """Reads the documents about students; a damaged one is told and counts as empty, to be written anew."""

    def __init__(self, bucket: Bucket, root: Folder) -> None:
        self.root = root
        self.warnings: list[str] = []
        self._bucket = bucket
        self._present = {one.key for one in root.objects}

    def read(self, key: str, parse: Callable[[Any, str], Value]) -> tuple[Value | None, str | None]:
        folder, _, _ = key.rpartition("/")
        if key not in self._present and (not folder or key not in self._keys_under(folder)):
            return None, None
        raw = self._bucket.read(key)
        try:
            return parse(documents.parse_json(raw, key), key), etag_of(raw)
        except documents.BadDocument as error:
            self.warnings.append(f"the published {key} is damaged and is written anew ({error.faults[0]})")
            return None, etag_of(raw)

    def _keys_under(self, folder: str) -> set[str]:
        return {one.key for one in self._bucket.folder(f"{folder}/").objects} if folder in self.root.folders else set()


def read_forgotten(bucket: Bucket) -> tuple[dict[str, str], str | None]:
    """Read who was forgotten, with the document's ETag (``None`` when there is none).

    Raises ``StackyardError`` when it is damaged: written anew it would no longer name those who were forgotten before.
    """
    raw = bucket.find(FORGOTTEN)
    if raw is None:
        return {}, None
    try:
        return _forgotten_from(documents.parse_json(raw, FORGOTTEN), FORGOTTEN), etag_of(raw)
    except documents.BadDocument as error:
        raise StackyardError(
            f"the list of forgotten students in {bucket.name} is damaged; nothing was erased",
            given=str(error),
            remedy=f"bring back an older version of it (aws s3api list-object-versions --bucket {bucket.name} --prefix "
            f"{FORGOTTEN}), or delete it when there is no good one (the seed then publishes again who was forgotten "
            "before and is still in the content), then run the same command again",
        ) from None


def _forgotten_from(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(date, str) for date in value.values()):
        raise documents.BadDocument(name, [documents.Fault("", "it must be an object of dates")])
    return value


def json_bytes(value: Any) -> bytes:
    """Write a document of ours the way people can read it."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
