"""The published students' list, read so that one bad entry harms nobody but the one it is about.

The seed publishes no list with faults, but a list may be edited by hand in the bucket, or come from another
installation. Whoever stands on it with a good entry has access and gets mails; what is wrong with the others is kept,
for the trainer and for the log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from lambda_kit.checking import parse_json_with_spoilt

from trainings.documents import BadDocument, Fault, Student, student_from
from trainings.layout import STUDENTS_LIST
from trainings.store import Store

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class BadEntry:
    """An entry that does not count: whose it claims to be (empty when it does not say), and why, with its place."""

    claimed: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "; ".join(str(fault) for fault in self.faults)


@dataclass(frozen=True)
class StudentsList:
    """The students with a good entry, in the list's order, each once; and the entries that do not count."""

    students: tuple[Student, ...] = ()
    bad: tuple[BadEntry, ...] = ()

    def has(self, student: str) -> bool:
        """Whether a student stands on the list. Raises ``BadDocument`` when their own entry is the one that is bad."""
        if any(entry.student_id == student for entry in self.students):
            return True
        faults = [fault for entry in self.bad if entry.claimed == student for fault in entry.faults]
        if faults:
            raise BadDocument(STUDENTS_LIST, faults)
        return False


def stored_students(store: Store) -> StudentsList | None:
    """Read the published list; ``None`` before the first seed. Raises ``BadDocument`` when it is no JSON list."""
    found = store.get(STUDENTS_LIST, parse_json_with_spoilt)
    if found is None:
        return None
    students = students_list_from(found.value)
    if students.bad:
        # By count: the entries are personal data.
        details = {"document": STUDENTS_LIST, "badEntries": len(students.bad)}
        LOGGER.warning("entries of the students' list do not count: mend them", extra=details)
    return students


def parse_students_list(raw: bytes) -> StudentsList:
    """Read a list from its bytes. Raises ``BadDocument`` when it is no JSON list."""
    return students_list_from(parse_json_with_spoilt(raw, STUDENTS_LIST))


def students_list_from(value: object) -> StudentsList:
    """Read a list that was parsed by ``parse_json_with_spoilt``; of two good entries of one student the first counts.

    Raises ``BadDocument`` when it is no list.
    """
    if not isinstance(value, list):
        raise BadDocument(STUDENTS_LIST, [Fault("", "it must be a list")])
    students: dict[str, Student] = {}
    first: dict[str, str] = {}
    bad: list[BadEntry] = []
    for number, entry in enumerate(value):
        place = f"[{number}]"
        try:
            student = student_from(entry, place)
        except BadDocument as error:
            bad.append(BadEntry(_claimed(entry), error.faults))
            continue
        if students.setdefault(student.student_id, student) is student:
            first[student.student_id] = place
        else:
            reason = f"{student.student_id!a} stands already at {first[student.student_id]}, which counts"
            bad.append(BadEntry(student.student_id, (Fault(f"{place}.student_id", reason),)))
    return StudentsList(tuple(students.values()), tuple(bad))


def _claimed(entry: object) -> str:
    claimed = entry.get("student_id") if isinstance(entry, dict) else None
    return claimed if isinstance(claimed, str) else ""
