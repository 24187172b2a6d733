"""What people read."""

from __future__ import annotations

from datetime import UTC, datetime

from stackyard.apply.changes import Change
from stackyard.apply.deploy import Applied
from stackyard.apply.report import applied_lines, status_lines

from tests.fakes.stacks import make_spec, make_state

DATA = make_spec("data", outputs=("BucketName",))
API = make_spec("api")


def test_applied_stacks__are_told_with_what_really_changed() -> None:
    tags_only = Change("Modify", "Queue", "AWS::SQS::Queue", False, ("Tags",))
    added = Change("Add", "Topic", "AWS::SNS::Topic", False, ())
    lines = applied_lines([Applied(DATA, "updated", {}, (tags_only, added), 1.26), Applied(API, "unchanged", {})])
    assert lines == ["updated stackyard-dev-shop-data (1 resource, 1.3 s)"]


def test_status__is_aligned_with_the_moment_of_the_last_change() -> None:
    moment = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert status_lines([make_state("a", changed_at=moment), make_state("long")]) == [
        "stackyard-dev-shop-a     CREATE_COMPLETE  2026-11-21 09:30 UTC",
        "stackyard-dev-shop-long  CREATE_COMPLETE",
    ]
