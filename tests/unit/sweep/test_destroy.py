"""Taking stacks away."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.plan import StackState, read_stacks
from stackyard.plan.read import belongs
from stackyard.sweep.destroy import deletion_order, remove_stack

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.s3 import FakeS3
from tests.fakes.stacks import make_state, make_workshop

NAME = "stackyard-dev-shop-data"


def state_of(fake: FakeCloudFormation, name: str = NAME) -> StackState:
    return read_stacks(fake, "stackyard-dev-")[name]


@pytest.mark.parametrize(
    ("tags", "status", "mine"),
    [
        ({"stackyard:environment": "dev"}, "CREATE_COMPLETE", True),
        ({"stackyard:environment": "dev-2"}, "CREATE_COMPLETE", False),
        ({}, "CREATE_COMPLETE", False),
        ({}, "REVIEW_IN_PROGRESS", True),
    ],
)
def test_stack__belongs_by_its_tag_not_by_its_name(tags: dict[str, str], status: str, mine: bool) -> None:
    assert belongs(make_state("data", status, tags=tags), "dev") is mine


def test_order__is_the_reverse_of_deployment_with_undeclared_stacks_first() -> None:
    states = [make_state("data", changed_at=3), make_state("old", changed_at=1), make_state("api", changed_at=2)]
    declared = ["stackyard-dev-shop-data", "stackyard-dev-shop-api"]
    assert [state.name.rpartition("-")[2] for state in deletion_order(states, declared)] == ["old", "api", "data"]


def test_undeclared_stacks__go_newest_first() -> None:
    states = [make_state("old", changed_at=1), make_state("new", changed_at=2)]
    assert [state.name.rpartition("-")[2] for state in deletion_order(states, [])] == ["new", "old"]


def test_stack_with_a_full_bucket__is_emptied_unprotected_and_deleted() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "CREATE_COMPLETE", protected=True, buckets=["b"]))
    s3 = FakeS3({"b": [("a", "1")]})
    remove_stack(make_workshop(fake, s3=s3), state_of(fake))
    assert s3.versions == {"b": []}
    assert fake.calls == ["protect False", f"delete {NAME}"]


def test_stack_that_is_being_worked_on__is_waited_for_first() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "UPDATE_IN_PROGRESS", steps=[Step("UPDATE_IN_PROGRESS")] * 3 + [Step("UPDATE_COMPLETE")]))
    remove_stack(make_workshop(fake, s3=FakeS3()), state_of(fake))
    assert fake.calls == [f"delete {NAME}"]


def test_stack_already_on_its_way_out__is_only_watched() -> None:
    fake = FakeCloudFormation()
    fake.add(FakeStack(NAME, "DELETE_IN_PROGRESS", steps=[Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE")]))
    remove_stack(make_workshop(fake, s3=FakeS3()), state_of(fake))
    assert fake.calls == []


def test_stack_that_does_not_go__is_told_with_its_first_failed_resource() -> None:
    fake = FakeCloudFormation(deletion=(Step("DELETE_FAILED", "Bucket", "DELETE_FAILED", "bucket is not empty"),))
    fake.add(FakeStack(NAME, "CREATE_COMPLETE"))
    with pytest.raises(StackyardError, match="cannot be deleted") as caught:
        remove_stack(make_workshop(fake, s3=FakeS3()), state_of(fake))
    assert caught.value.given == "Bucket (AWS::SQS::Queue): bucket is not empty (DELETE_FAILED)"
