"""States and plans."""

from __future__ import annotations

import pytest
from stackyard.plan.decide import make_plan
from stackyard.plan.model import OutputRef

from tests.fakes.stacks import make_spec, make_state


@pytest.mark.parametrize(
    ("status", "in_progress", "usable"),
    [
        ("CREATE_COMPLETE", False, True),
        ("UPDATE_ROLLBACK_COMPLETE", False, True),
        ("ROLLBACK_COMPLETE", False, False),
        ("REVIEW_IN_PROGRESS", False, False),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", True, False),
        ("DELETE_IN_PROGRESS", True, False),
        ("UPDATE_ROLLBACK_FAILED", False, False),
    ],
)
def test_status__tells_whether_to_wait_and_whether_to_update(status: str, in_progress: bool, usable: bool) -> None:
    state = make_state("data", status)
    assert (state.in_progress, state.usable) == (in_progress, usable)


def test_reference__reads_as_it_is_written() -> None:
    assert str(OutputRef("shop", "data", "BucketName")) == "shop.data.BucketName"


def test_changes__leave_out_what_is_unchanged() -> None:
    plan = make_plan([make_spec("data"), make_spec("api")], {})
    assert [planned.spec.stack for planned in plan.changes] == ["data", "api"]
