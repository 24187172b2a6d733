"""Stacks that an earlier run left half-way."""

from __future__ import annotations

import pytest
from stackyard.apply.recover import settle
from stackyard.errors import StackyardError

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_workshop

NAME = "stackyard-dev-shop-data"


def left(status: str, *steps: Step, **settings: object) -> FakeCloudFormation:
    fake = FakeCloudFormation(**settings)  # type: ignore[arg-type]  # a test's own spelling of the fake's fields
    fake.add(FakeStack(NAME, status, steps=list(steps)))
    return fake


@pytest.mark.parametrize(
    "status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS", "DELETE_FAILED"]
)
def test_stack_never_finished__is_deleted(status: str) -> None:
    fake = left(status)
    assert settle(make_workshop(fake), NAME) is None
    assert fake.calls == [f"delete {NAME}"]


def test_stack_that_does_not_exist__needs_nothing() -> None:
    assert settle(make_workshop(FakeCloudFormation()), NAME) is None


def test_running_operation__is_waited_for() -> None:
    fake = left("UPDATE_IN_PROGRESS", Step("UPDATE_IN_PROGRESS"), Step("UPDATE_COMPLETE"))
    state = settle(make_workshop(fake), NAME)
    assert state is not None
    assert state.status == "UPDATE_COMPLETE"
    assert fake.calls == []


def test_creation_that_rolls_back_while_waited_for__is_deleted_after_it() -> None:
    fake = left("CREATE_IN_PROGRESS", Step("ROLLBACK_IN_PROGRESS"), Step("ROLLBACK_COMPLETE"))
    assert settle(make_workshop(fake), NAME) is None
    assert fake.calls == [f"delete {NAME}"]


def test_deletion_under_way__is_waited_for() -> None:
    fake = left("DELETE_IN_PROGRESS", Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE"))
    assert settle(make_workshop(fake), NAME) is None
    assert fake.calls == []


def test_protected_leftover__loses_its_protection_first() -> None:
    fake = left("ROLLBACK_COMPLETE")
    fake.stacks[NAME].protected = True
    settle(make_workshop(fake), NAME)
    assert fake.calls == ["protect False", f"delete {NAME}"]


def test_rollback_that_stopped__is_taken_up_again() -> None:
    state = settle(make_workshop(left("UPDATE_ROLLBACK_FAILED")), NAME)
    assert state is not None
    assert state.status == "UPDATE_ROLLBACK_COMPLETE"


def test_rollback_that_stops_again__is_an_error_with_its_cause() -> None:
    fake = left(
        "UPDATE_ROLLBACK_FAILED",
        rollback=(Step("UPDATE_ROLLBACK_FAILED", "Queue", "UPDATE_FAILED", "queue is gone"),),
    )
    with pytest.raises(StackyardError, match="does not end") as caught:
        settle(make_workshop(fake), NAME)
    assert "Queue: queue is gone" in caught.value.given


def test_leftover_that_cannot_be_deleted__is_an_error_with_its_cause() -> None:
    fake = left(
        "ROLLBACK_COMPLETE", deletion=(Step("DELETE_FAILED", "Bucket", "DELETE_FAILED", "bucket is not empty"),)
    )
    with pytest.raises(StackyardError, match="cannot be deleted") as caught:
        settle(make_workshop(fake), NAME)
    assert "Bucket: bucket is not empty" in caught.value.given
