"""Stacks that an earlier run left half-way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.apply.recover import settle
from stackyard.apply.recovery import Recovery
from stackyard.errors import StackyardError

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_workshop

NAME = "stackyard-dev-shop-data"
KEY = {"LogicalResourceId": "Key", "ResourceType": "AWS::KMS::Key", "PhysicalResourceId": "1234"}
QUEUE = {"LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue", "PhysicalResourceId": "https://queue"}


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
    assert caught.value.given == "Queue (AWS::SQS::Queue): queue is gone (UPDATE_ROLLBACK_FAILED)"


def test_leftover_that_cannot_be_deleted__is_an_error_with_its_cause() -> None:
    fake = left(
        "ROLLBACK_COMPLETE", deletion=(Step("DELETE_FAILED", "Bucket", "DELETE_FAILED", "bucket is not empty"),)
    )
    with pytest.raises(StackyardError, match="cannot be deleted") as caught:
        settle(make_workshop(fake), NAME)
    assert caught.value.given == "Bucket (AWS::SQS::Queue): bucket is not empty (DELETE_FAILED)"


def test_leftover__is_removed_with_the_words_that_its_creation_failed_by() -> None:
    told: list[str] = []
    fake = left("CREATE_IN_PROGRESS", Step("ROLLBACK_COMPLETE", "Queue", "CREATE_FAILED", "name is taken"))
    settle(make_workshop(fake, told), NAME)
    settled = f"removing {NAME} (ROLLBACK_COMPLETE); it failed by Queue (AWS::SQS::Queue): name is taken"
    assert settled in told


def test_leftover_that_holds_data__is_not_deleted() -> None:
    fake = left("DELETE_FAILED")
    fake.stacks[NAME].listed = [{**KEY, "ResourceStatus": "CREATE_COMPLETE"}]
    with pytest.raises(StackyardError, match="holds data") as caught:
        settle(make_workshop(fake), NAME)
    assert caught.value.given == "Key (AWS::KMS::Key 1234)"
    assert "-e retain_resources=shop-data.Key; or lose it: -e discard_data=shop-data.Key" in caught.value.remedy
    assert fake.calls == []


def test_leftover_whose_data_may_go__is_deleted() -> None:
    fake = left("DELETE_FAILED")
    fake.stacks[NAME].listed = [{**KEY, "ResourceStatus": "CREATE_COMPLETE"}]
    workshop = replace(make_workshop(fake), recovery=Recovery(discard_data=("shop-data.*",)))
    assert settle(workshop, NAME) is None
    assert fake.calls == [f"delete {NAME}"]


def test_resource_to_be_retained__stays_when_its_stack_is_deleted() -> None:
    fake = left("DELETE_FAILED")
    fake.stacks[NAME].listed = [{**KEY, "ResourceStatus": "DELETE_FAILED"}]
    workshop = replace(make_workshop(fake), recovery=Recovery(retain_resources=("shop-data.Key",)))
    assert settle(workshop, NAME) is None
    assert fake.calls == [f"delete {NAME} Key"]


def test_resource_to_be_retained_by_a_stack_that_was_never_deleted__stays_at_the_second_deletion() -> None:
    fake = left("CREATE_FAILED", deletion=(Step("DELETE_IN_PROGRESS"), Step("DELETE_FAILED")))
    fake.stacks[NAME].listed = [{**KEY, "ResourceStatus": "CREATE_COMPLETE"}]
    workshop = replace(make_workshop(fake), recovery=Recovery(retain_resources=("shop-data.Key",)))
    assert settle(workshop, NAME) is None
    assert fake.calls == [f"delete {NAME}", f"delete {NAME} Key"]


def test_resource_outside_of_its_stack__is_told() -> None:
    told: list[str] = []
    fake = left("ROLLBACK_COMPLETE")
    fake.stacks[NAME].listed = [{**KEY, "ResourceStatus": "DELETE_SKIPPED"}]
    assert settle(make_workshop(fake, told), NAME) is None
    assert f"{NAME}: Key (AWS::KMS::Key 1234) is left in the account, outside of any stack" in told


def test_update_left_standing__is_rolled_back() -> None:
    fake = left("UPDATE_FAILED")
    state = settle(make_workshop(fake), NAME)
    assert state is not None
    assert state.status == "UPDATE_ROLLBACK_COMPLETE"
    assert fake.calls == ["rollback"]


def test_rollback_that_fails_on_the_way__is_continued() -> None:
    fake = left("UPDATE_IN_PROGRESS", Step("UPDATE_ROLLBACK_IN_PROGRESS"), Step("UPDATE_ROLLBACK_FAILED"))
    state = settle(make_workshop(fake), NAME)
    assert state is not None
    assert state.status == "UPDATE_ROLLBACK_COMPLETE"
    assert fake.calls == ["continue"]


def test_resource_that_cannot_be_rolled_back__is_named_as_what_to_skip() -> None:
    fake = left("UPDATE_ROLLBACK_FAILED", rollback=(Step("UPDATE_ROLLBACK_FAILED"),))
    fake.stacks[NAME].listed = [{**QUEUE, "ResourceStatus": "UPDATE_FAILED"}]
    with pytest.raises(StackyardError, match="does not end") as caught:
        settle(make_workshop(fake), NAME)
    assert caught.value.remedy.endswith("-e skip_resources=shop-data.Queue")
    assert fake.calls == ["continue"]


def test_resource_to_be_skipped__is_skipped_only_where_it_failed() -> None:
    fake = left("UPDATE_ROLLBACK_FAILED")
    fake.stacks[NAME].listed = [{**QUEUE, "ResourceStatus": "UPDATE_FAILED"}, {**KEY, "ResourceStatus": "X_COMPLETE"}]
    settle(replace(make_workshop(fake), recovery=Recovery(skip_resources=("*",))), NAME)
    assert fake.calls == ["continue Queue"]


def test_failed_import__is_explained() -> None:
    with pytest.raises(StackyardError, match="cannot be deployed as it stands") as caught:
        settle(make_workshop(left("IMPORT_ROLLBACK_FAILED")), NAME)
    assert NAME in caught.value.remedy


def test_operation_without_end__is_waited_for_only_so_long() -> None:
    fake = left("UPDATE_IN_PROGRESS")
    fake.stacks[NAME].events = [
        {
            "EventId": "1",
            "LogicalResourceId": NAME,
            "ResourceType": "AWS::CloudFormation::Stack",
            "ResourceStatus": "UPDATE_IN_PROGRESS",
            "ClientRequestToken": "Console-UpdateStack-1",
        }
    ]
    workshop = replace(make_workshop(fake), recovery=Recovery(wait_minutes=1e-9))
    with pytest.raises(StackyardError, match="somebody else is changing") as caught:
        settle(workshop, NAME)
    assert caught.value.given == "UPDATE_IN_PROGRESS, by somebody in the AWS console"
    assert fake.calls == []
