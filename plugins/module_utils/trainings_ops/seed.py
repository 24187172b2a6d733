"""Publish a content tree: plan everything first, then do only the difference, in an order that is safe to interrupt.

Access comes last when it is granted and first when it is taken: a key is made and attached before its digest is known,
its digest is known before its student is on the list; when a student goes, list and digest go before the key. Whatever
is interrupted in between is refused by the API, never let through, and the next run completes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from stackyard.operate.api_keys import KeyPlan, KeyRing, OwnedKey, plan_keys
from trainings import layout
from trainings.access import key_digest
from trainings.documents import StudentKey as KeyRecord

from .bucket import Bucket
from .content import Content
from .publication import (
    StudentsPlan,
    TestName,
    TestsPlan,
    forgotten_digest,
    plan_students,
    plan_tests,
    removed_tests,
)
from .published import FORGOTTEN, Published, json_bytes, unscored_answers


@dataclass(frozen=True)
class SeedPlan:
    """Everything one run of the seed would do."""

    students: StudentsPlan
    tests: TestsPlan
    keys: KeyPlan
    records: dict[str, KeyRecord]  # of the key document, without the keys that are still to be recorded
    published: Published
    readmitted: tuple[str, ...] = ()

    @property
    def records_change(self) -> bool:
        """Whether the key document has to be written."""
        return bool(self.keys.create or self.keys.unrecorded) or self.records != dict(self.published.keys)

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        keys = self.keys.create or self.keys.attach or self.keys.delete
        tests = self.tests.uploads or self.tests.removals
        return bool(keys or tests or self.students.changed or self.records_change or self.readmitted)

    @property
    def held_back(self) -> list[str]:
        """What only ``prune`` removes."""
        students = [f"student {student}" for student in self.students.held_back]
        return [*students, *self.tests.held_back, *(f"API key of {key.owner}" for key in self.keys.orphans)]

    @property
    def warnings(self) -> list[str]:
        """What the trainer should know although nothing is wrong."""
        return [*self.published.warnings, *self.students.warnings, *self.tests.warnings]


def plan_seed(
    content: Content,
    published: Published,
    keys: Collection[OwnedKey],
    *,
    now: datetime,
    zone: ZoneInfo,
    prune: bool = False,
    readmit: Collection[str] = (),
    unscored: Mapping[TestName, int] | None = None,
) -> SeedPlan:
    """Compare a content tree with what is published and with the API keys there are.

    ``unscored`` names tests that are not to be removed, see ``plan_tests``.
    """
    students = plan_students(content, published, prune=prune, readmit=readmit)
    names = [student.student_id for student in students.students]
    key_plan = plan_keys(names, keys, {name: one.api_key_id for name, one in published.keys.items()}, prune=prune)
    leave = {key.owner for key in key_plan.unrecorded} | set(key_plan.create)
    stays = set(names) if prune else set(published.keys)
    return SeedPlan(
        students=students,
        tests=plan_tests(content, published, now, zone, prune=prune, unscored=unscored),
        keys=key_plan,
        records={name: one for name, one in published.keys.items() if name in stays and name not in leave},
        published=published,
        readmitted=tuple(name for name in readmit if forgotten_digest(name) in published.forgotten),
    )


def unscored_removals(content: Content, published: Published, bucket: Bucket) -> dict[TestName, int]:
    """Count the answers without a score in those tests that pruning would remove; tests without any are left out."""
    counts = {names: unscored_answers(bucket, *names) for names in removed_tests(content, published)}
    return {names: count for names, count in counts.items() if count}


def apply_seed(plan: SeedPlan, bucket: Bucket, ring: KeyRing) -> None:
    """Do what the plan says."""
    if plan.records_change:
        records = {**plan.records, **_new_records(plan.keys, ring)}
        document = {name: record.as_json() for name, record in sorted(records.items())}
        bucket.replace(layout.STUDENT_KEYS, json_bytes(document), plan.published.keys_etag)
    for key in plan.keys.attach:
        ring.attach(key)
    _readmit(plan, bucket)
    if plan.students.changed:
        bucket.replace(layout.STUDENTS_LIST, plan.students.document, plan.published.students_etag)
    for key in plan.keys.delete:
        ring.delete(key)
    for upload in plan.tests.uploads:
        bucket.write(upload.key, upload.body)
    for removal in plan.tests.removals:
        bucket.delete([removal])  # one by one: the order is what keeps a half-removed test out of sight


def _new_records(keys: KeyPlan, ring: KeyRing) -> dict[str, KeyRecord]:
    """Make the missing keys, let the usage plan hold them, and digest every key that is not recorded yet."""
    values = {key.owner: (key, ring.read(key)) for key in keys.unrecorded}
    for student in keys.create:
        values[student] = ring.create(student)
        ring.attach(values[student][0])
    return {student: KeyRecord(student, key_digest(value), key.id) for student, (key, value) in values.items()}


def _readmit(plan: SeedPlan, bucket: Bucket) -> None:
    if plan.readmitted:
        back = {forgotten_digest(student) for student in plan.readmitted}
        left = {digest: date for digest, date in plan.published.forgotten.items() if digest not in back}
        bucket.replace(FORGOTTEN, json_bytes(left), plan.published.forgotten_etag)
