"""Everything that is stored about one student, wherever it lies.

Objects under the student's own prefixes and the notes on their mails are theirs alone, in every version. The students'
list, the keys and the weekly job's records are about many: there, each version that mentions the student is noted with
the parts that do. Finding never relies on the students' list, so what an interrupted run left behind is found again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from stackyard.operate.api_keys import KeyRing, OwnedKey
from stackyard.operate.queues import Letter, Queue
from trainings import layout
from trainings.documents import BadDocument, parse_json
from trainings.mails import score_mail_id

from ..bucket import Bucket, Version, subjects_of
from ..publication import forgotten_digest
from ..published import FORGOTTEN, json_bytes, read_forgotten
from .person import Person, Redaction, is_about, redact, redact_lines

READS_AT_ONCE = 16


@dataclass(frozen=True)
class Places:
    """Where something about a student may be stored; ``dead_letters`` is missing until the weekly job is deployed."""

    bucket: Bucket
    ring: KeyRing
    dead_letters: Queue | None = None


@dataclass(frozen=True)
class Mention:
    """A version of a document about many that mentions the student: the parts, and the document without them."""

    version: Version
    parts: list[Any]
    body: bytes
    redacted: bytes


@dataclass(frozen=True)
class Traces:
    """All of it; ``forgotten_on`` is the date when the student was forgotten before, if ever."""

    student: str
    own: tuple[Version, ...] = ()
    mentions: tuple[Mention, ...] = ()
    keys: tuple[OwnedKey, ...] = ()
    letters: tuple[Letter, ...] = ()
    forgotten_on: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.own or self.mentions or self.keys or self.letters)

    def lines(self) -> list[str]:
        """What there is, one line per object, key or document."""
        own = sorted({version.key for version in self.own})
        shared = sorted({mention.version.key for mention in self.mentions})
        keys = [f"API key {key.id}" for key in self.keys]
        letters = [f"dead letter {letter.id}" for letter in self.letters]
        return [*(f"object {key}" for key in own), *(f"mention in {key}" for key in shared), *keys, *letters]


def find_traces(places: Places, student: str) -> Traces:
    """Find everything stored about a student. Raises ``StackyardError`` when the list of the forgotten is damaged."""
    bucket = places.bucket
    tests = _tests_ever(bucket)
    mails = frozenset(score_mail_id(subject, test, student) for subject, test in tests)
    lists = list(bucket.versions(layout.STUDENTS_LIST))
    person = Person(student, mails | _addresses(bucket, lists, student))
    answers = (bucket.versions(f"{layout.test_prefix(*test)}{student}/") for test in tests)
    records = [version for version in bucket.versions("_") if version.key != FORGOTTEN]
    notes = [version for version in records if _mail_of(version) in mails]
    # Entries of the mail ledger bear no names but their ids, and there may be very many: they are not read.
    read = [one for one in [*lists, *records] if not (one.marker or one.key.startswith(layout.MAILS_PREFIX))]
    whole, mentions = _sorted_out(bucket, [one for one in read if one not in notes], person)
    return Traces(
        student=student,
        own=(*(version for versions in answers for version in versions), *notes, *whole),
        mentions=tuple(mentions),
        keys=tuple(key for key in places.ring.list() if key.owner == student),
        letters=tuple(_letters(places.dead_letters, person)),
        forgotten_on=_forgotten_on(bucket, student),
    )


def _tests_ever(bucket: Bucket) -> list[tuple[str, str]]:
    """Every test that ever was, those of which only old versions are left included."""
    subjects = subjects_of(bucket.folders_ever())
    return [(subject, test) for subject in subjects for test in bucket.folders_ever(layout.subject_prefix(subject))]


def _addresses(bucket: Bucket, lists: Iterable[Version], student: str) -> frozenset[str]:
    """The e-mail addresses the student ever had, without those that others on a list share."""
    entries = [entry for version in lists if not version.marker for entry in _entries(bucket, version)]
    others = {entry.get("email") for entry in entries if entry.get("student_id") != student}
    own = {entry.get("email") for entry in entries if entry.get("student_id") == student}
    return frozenset(address for address in own - others if isinstance(address, str) and address)


def _entries(bucket: Bucket, version: Version) -> list[dict[str, Any]]:
    document = _parsed(bucket.read(version.key, version.version_id))
    return [entry for entry in document if isinstance(entry, dict)] if isinstance(document, list) else []


def _mail_of(version: Version) -> str:
    folder, _, name = version.key.partition("/")
    return name.removesuffix(".json") if f"{folder}/" in {layout.MAILS_PREFIX, layout.REFUSED_PREFIX} else ""


def _sorted_out(bucket: Bucket, versions: Collection[Version], person: Person) -> tuple[list[Version], list[Mention]]:
    """Tell the documents that are about the person alone from those that mention them among others."""
    whole: list[Version] = []
    mentions: list[Mention] = []
    for version, body in _bodies(bucket, versions):
        document = _parsed(body)
        if isinstance(document, dict) and is_about(document, person):
            whole.append(version)
            continue
        found = _redacted(document, body, person)
        if found.parts:
            redacted = found.document if isinstance(found.document, bytes) else json_bytes(found.document)
            mentions.append(Mention(version, found.parts, body if version.latest else b"", redacted))
    return whole, mentions


def _bodies(bucket: Bucket, versions: Collection[Version]) -> Iterator[tuple[Version, bytes]]:
    with ThreadPoolExecutor(READS_AT_ONCE) as pool:
        yield from zip(versions, pool.map(lambda one: bucket.read(one.key, one.version_id), versions), strict=True)


def _redacted(document: Any, body: bytes, person: Person) -> Redaction:
    if document is not None:
        return redact(document, person)
    found = redact_lines(body.decode("utf-8", "surrogateescape"), person)
    return Redaction(found.document.encode("utf-8", "surrogateescape"), found.parts)


def _parsed(body: bytes | str) -> Any:
    """Read a document; ``None`` when it is damaged, or nested so deeply that going through it would fail."""
    try:
        return parse_json(body if isinstance(body, bytes) else body.encode("utf-8", "replace"), "")
    except BadDocument:
        return None


def _letters(queue: Queue | None, person: Person) -> list[Letter]:
    return queue.search(lambda body: is_about(_parsed(body), person) or person.is_mentioned(body)) if queue else []


def _forgotten_on(bucket: Bucket, student: str) -> str:
    return read_forgotten(bucket)[0].get(forgotten_digest(student), "")
