"""What one run of the weekly job writes down about itself, so that its steps can be repeated or taken over.

A run is planned once, into ``plan.json`` and ``manifest.json``; every batch of the manifest leaves a result; the report
is made from those. Nothing of it is kept in a process: a step that is killed is done again from what is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Something that went wrong and that the trainer should know: about a test, and perhaps about one student.

    Without a test it is about the whole course.
    """

    subject: str
    test_id: str
    problem: str
    student: str = ""


@dataclass(frozen=True)
class PlannedTest:
    """A test that a run scores.

    ``previous`` is the run that closed the test before, if any: the test is this run's to report as long as that is
    still so. ``batches`` are ids of batches, ``missing`` the students on the list who submitted nothing, ``students``
    those who did: should a batch leave no result, the trainer is still told whose answers wait.
    """

    subject: str
    test_id: str
    due: str
    submitted: int
    batches: tuple[str, ...]
    missing: tuple[str, ...]
    previous: str = ""
    students: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the trainer writes this test: ``subject/testId``."""
        return f"{self.subject}/{self.test_id}"


@dataclass(frozen=True)
class Plan:
    """What a run set out to do. ``at`` is the moment it scores for, ``planned`` the moment it began; ISO, UTC."""

    run_id: str
    at: str
    planned: str
    tests: tuple[PlannedTest, ...]
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``plan.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Plan:
        """Read ``plan.json`` back."""
        lists = ("batches", "missing", "students")
        tests = tuple(PlannedTest(**test | {name: tuple(test[name]) for name in lists}) for test in value["tests"])
        problems = tuple(Problem(**problem) for problem in value["problems"])
        return cls(value["run_id"], value["at"], value["planned"], tests, problems)


@dataclass(frozen=True)
class Batch:
    """Submissions of one test that are scored together; an item of ``manifest.json``."""

    run_id: str
    batch: str
    subject: str
    test_id: str
    students: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the item of ``manifest.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Batch:
        """Read an item of ``manifest.json``."""
        return cls(**{**value, "students": tuple(value["students"])})


@dataclass(frozen=True)
class BatchResult:
    """What scoring one batch gave: scores (0 to 5) by student, problems, and whether the batch could be scored."""

    scores: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    complete: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``results/<batch>.json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> BatchResult:
        """Read ``results/<batch>.json`` back."""
        problems = tuple(Problem(**problem) for problem in value["problems"])
        return cls(dict(value["scores"]), problems, value["complete"])


def run_id_of(at: datetime, execution: str) -> str:
    """Id of the run that an execution makes: the same however often its steps are repeated; sorts by moment."""
    digest = hashlib.sha256(execution.encode()).hexdigest()[:12]
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"


def moment_text(moment: datetime) -> str:
    """Write an aware moment as the run's documents do: ISO 8601 in UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
