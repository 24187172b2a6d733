"""The trainer's content tree, read whole and checked whole before anything of it is published.

Every fault is collected with file, place and reason, because a trainer who mends ten files wants to hear of ten faults
at once. What the system itself writes beside published documents (answers, scores, run records) is left out, so that a
tree copied back from a bucket can be published again as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from stackyard.errors import StackyardError
from trainings import documents, ids, layout

SHOWN_FAULTS = 50
TEST_FILES = frozenset({layout.QUESTIONS, layout.ANSWER_KEY, layout.DUE_DATE})
WRITTEN_BY_THE_SYSTEM = frozenset({layout.RESULT, layout.SCORE})
Read = TypeVar("Read")


@dataclass(frozen=True)
class ContentFault:
    """One thing wrong in the tree: which file or folder (relative to the tree), where in it, and why."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.reason) if part)


class BadContent(StackyardError):  # noqa: N818  # the name says what is wrong
    """A content tree that cannot be published; ``faults`` holds everything wrong with it."""

    def __init__(self, root: Path, faults: Iterable[ContentFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.file))
        more = len(self.faults) - SHOWN_FAULTS
        lines = [*map(str, self.faults[:SHOWN_FAULTS]), *([f"and {more} more"] if more > 0 else [])]
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(
            f"the content has {count}; nothing was published",
            given=f"{root}\n    " + "\n    ".join(lines),
            remedy="mend the files named above, then run playbooks/seed.yml again",
        )


@dataclass(frozen=True)
class TestContent:
    """One homework test as the trainer wrote it; the documents' bytes are published unchanged."""

    __test__ = False  # its name would make pytest take it for a test
    subject: str
    test: str
    questions: bytes
    answer_key: bytes
    due_date: bytes | None


@dataclass(frozen=True)
class Content:
    """A content tree without faults; ``left_out`` names what the system writes and nobody publishes."""

    students: tuple[documents.Student, ...]
    students_document: bytes
    tests: tuple[TestContent, ...]
    left_out: tuple[str, ...] = ()


def read_content(root: Path) -> Content:
    """Read and check a content tree; raises ``BadContent`` with all faults."""
    return _Reader(root).read()


def line_of(document: bytes, text: str) -> int:
    """Give the number of the first line of a document that holds ``text`` as a JSON text; 0 when none does."""
    wanted = f'"{text}"'.encode()
    return next((number for number, line in enumerate(document.splitlines(), 1) if wanted in line), 0)


class _Reader:
    """Walks one tree and collects what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._faults: list[ContentFault] = []
        self._left_out: list[str] = []

    def read(self) -> Content:
        if not self._root.is_dir():
            raise BadContent(self._root, [ContentFault("", "", "there is no such folder")])
        document, students = self._document(self._root / layout.STUDENTS_LIST, documents.students_from)
        tests = [test for subject in self._subjects() for test in self._tests(subject)]
        if not any(fault.file != layout.STUDENTS_LIST for fault in self._faults) and not tests:
            self._fault(self._root, "there is no subject: make a folder per subject, in it a folder per test")
        if self._faults:
            raise BadContent(self._root, self._faults)
        return Content(students or (), document, tuple(tests), tuple(sorted(self._left_out)))

    def _subjects(self) -> Iterator[Path]:
        for entry in self._entries(self._root):
            if layout.is_reserved(entry.name):
                self._left_out.append(self._name(entry))
            elif entry.is_dir():
                if self._named(entry, ids.subject_id):
                    yield entry
            elif entry.name != layout.STUDENTS_LIST:
                self._fault(entry, f"unexpected file: here lie {layout.STUDENTS_LIST} and a folder per subject")

    def _tests(self, subject: Path) -> Iterator[TestContent]:
        folders = [entry for entry in self._entries(subject) if entry.is_dir()]
        for entry in self._entries(subject):
            if not entry.is_dir():
                self._fault(entry, "unexpected file: a subject holds a folder per test, nothing else")
        if not folders:
            self._fault(subject, "the subject has no test: make a folder per test, or remove the subject")
        for folder in folders:
            if self._named(folder, ids.test_id):
                yield self._test(folder)

    def _test(self, folder: Path) -> TestContent:
        self._check_files(folder)
        questions, asked = self._document(folder / layout.QUESTIONS, documents.questions_from)
        answer_key, given = self._document(folder / layout.ANSWER_KEY, documents.answer_key_from)
        if asked is not None and given is not None:
            self._note(folder / layout.ANSWER_KEY, documents.key_faults(asked, given))
        due_file = folder / layout.DUE_DATE
        due_date = self._document(due_file, documents.due_date_from)[0] if due_file.exists() else None
        return TestContent(folder.parent.name, folder.name, questions, answer_key, due_date)

    def _check_files(self, folder: Path) -> None:
        for entry in self._entries(folder):
            if entry.is_dir() and {file.name for file in self._entries(entry)} <= WRITTEN_BY_THE_SYSTEM:
                self._left_out.append(self._name(entry))
            elif entry.is_dir():
                self._fault(entry, "unexpected folder: a test holds files only")
            elif entry.name not in TEST_FILES:
                self._fault(entry, f"unexpected file: a test holds {', '.join(sorted(TEST_FILES))}")

    def _document(self, path: Path, read: Callable[[Any, str], Read]) -> tuple[bytes, Read | None]:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            self._fault(path, "the file is missing")
            return b"", None
        except OSError as error:
            self._fault(path, f"the file cannot be read ({error.strerror})")
            return b"", None
        try:
            return raw, read(documents.parse_json(raw, path.name), path.name)
        except documents.BadDocument as error:
            self._note(path, error.faults)
            return raw, None

    def _named(self, folder: Path, check: Callable[[object], str]) -> bool:
        try:
            check(folder.name)
        except ids.BadId as error:
            self._fault(folder, str(error))
            return False
        return True

    def _entries(self, folder: Path) -> list[Path]:
        """What lies in a folder, without what editors and file managers hide there."""
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))

    def _note(self, path: Path, faults: Iterable[documents.Fault]) -> None:
        self._faults.extend(ContentFault(self._name(path), fault.place, fault.reason) for fault in faults)

    def _fault(self, path: Path, reason: str) -> None:
        self._faults.append(ContentFault(self._name(path), "", reason))

    def _name(self, path: Path) -> str:
        name = path.relative_to(self._root).as_posix()
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
