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
        tests=read_tests(bucket, reader.root),
        warnings=tuple(reader.warnings),
    )


def read_tests(bucket: Bucket, root: Folder) -> dict[tuple[str, str], PublishedTest]:
    """List the tests of every subject under the bucket's root folder, in order."""
    with ThreadPoolExecutor(LISTINGS_AT_ONCE) as pool:
        subjects = [subject for subject in subjects_of(root.folders) if ids.is_id(subject)]
        listed = zip(subjects, pool.map(bucket.folder, map(layout.subject_prefix, subjects)), strict=True)
        pairs = [(subject, test) for subject, folder in listed for test in folder.folders if ids.is_id(test)]
        folders = pool.map(lambda pair: bucket.folder(layout.test_prefix(*pair)), pairs)
        return {pair: _published_test(folder) for pair, folder in zip(pairs, folders, strict=True)}


def _published_test(folder: Folder) -> PublishedTest:
    return PublishedTest({one.key.rsplit("/", 1)[1]: one for one in folder.objects}, len(folder.folders))


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


def _forgotten_from(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(date, str) for date in value.values()):
        raise documents.BadDocument(name, [documents.Fault("", "it must be an object of dates")])
    return value


def json_bytes(value: Any) -> bytes:
    """Write a document of ours the way people can read it."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
