"""A running deployment in lines."""

from __future__ import annotations

import pytest
from stackyard.progress import Plain

from tests.unit.progress.scene import DATA, Clock, begun, change, event


class Told:
    """What was said, quietly, loudly and in detail."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.quiet: list[str] = []
        self.loud: list[str] = []
        self.detail: list[str] = []
        self.plain = Plain(
            self.quiet.append,
            loudly=self.loud.append,
            detail=self.detail.append,
            stateful=lambda kind: kind == "AWS::S3::Bucket",
            clock=self.clock,
        )
        begun(self.plain)
        self.quiet.clear()
        self.detail.clear()


@pytest.fixture
def told() -> Told:
    return Told()


def test_ordinary_events__are_told_to_whoever_wants_all(told: Told) -> None:
    told.plain.resource_event(DATA, event("Topic", "CREATE_COMPLETE"))
    told.plain.resource_event(DATA, event(DATA, "CREATE_COMPLETE"))
    assert told.quiet == []
    assert told.detail == [f"{DATA}: Topic CREATE_COMPLETE", f"{DATA}: CREATE_COMPLETE"]


def test_resource_that_took_over_ten_seconds__is_told_with_its_time(told: Told) -> None:
    told.clock.now += 11
    told.plain.resource_event(DATA, event("Topic", "CREATE_COMPLETE"))
    told.plain.resource_event(DATA, event(DATA, "CREATE_COMPLETE"))
    assert told.quiet == [f"{DATA}: Topic CREATE_COMPLETE (11 s)"]


def test_replacement_and_removal__are_told_before_they_happen(told: Told) -> None:
    changes = [change("Topic", "Modify", replacement=True), change("Old", "Remove"), change("New")]
    told.plain.changes_known(DATA, changes)
    assert told.quiet == [f"{DATA}: ~ Topic (AWS::SNS::Topic) REPLACED", f"{DATA}: - Old (AWS::SNS::Topic)"]
    assert told.detail == [f"{DATA}: 3 resources to do", f"{DATA}: + New (AWS::SNS::Topic)"]


def test_what_holds_data__is_told_when_it_is_done(told: Told) -> None:
    told.plain.changes_known(DATA, [change("Bucket", "Add", "AWS::S3::Bucket")])
    told.plain.resource_event(DATA, event("Bucket", "CREATE_IN_PROGRESS", kind="AWS::S3::Bucket"))
    told.plain.resource_event(DATA, event("Bucket", "CREATE_COMPLETE", kind="AWS::S3::Bucket"))
    assert told.quiet == [f"{DATA}: Bucket CREATE_COMPLETE"]


def test_ends__are_told_unless_nothing_was_done(told: Told) -> None:
    told.plain.stack_finished(DATA, "created", 61.0)
    told.plain.stack_finished(DATA, "unchanged", 0.1)
    told.plain.stack_failed(DATA, "Topic: name is taken", 5.0)
    assert told.quiet == [f"{DATA}: created in 1 min 01 s"]
    assert told.loud == [f"{DATA}: FAILED after 5 s: Topic: name is taken"]
