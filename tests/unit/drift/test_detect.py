"""Comparing stacks with what is really there."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Pace
from stackyard.drift import PropertyDrift, StackDrift, Status, detect
from stackyard.drift.detect import readable, resource_drift
from stackyard.plan import read_stacks

from tests.unit.drift.service import NAME, DriftingCloudFormation, as_json, difference, found, refusal

PACE = Pace(sleep=lambda _: None)


def compared(fake: DriftingCloudFormation) -> StackDrift:
    [stack] = detect(fake, list(read_stacks(fake, "stackyard-dev-").values()), PACE)
    return stack


def properties(*differences: dict[str, str]) -> list[PropertyDrift]:
    return list(resource_drift(found("Queue", "MODIFIED", PropertyDifferences=list(differences))).properties)


def test_resources__are_compared_and_the_rest_is_named() -> None:
    fake = DriftingCloudFormation(drifts={NAME: [found("A"), found("B", "DELETED"), found("C", "MODIFIED")]})
    fake.deploy(A="AWS::SQS::Queue", B="AWS::SQS::Queue", C="AWS::SQS::Queue", D="AWS::ApiGateway::Method")
    stack = compared(fake)
    assert [(one.logical_id, one.status) for one in stack.resources] == [
        ("A", Status.IN_SYNC), ("B", Status.DELETED), ("C", Status.MODIFIED), ("D", Status.NOT_CHECKED),
    ]  # fmt: skip
    assert ([one.logical_id for one in stack.drifted], stack.compared, stack.failure) == (["B", "C"], 3, "")


def test_comparison__is_waited_for() -> None:
    fake = DriftingCloudFormation(looks=["DETECTION_IN_PROGRESS", "DETECTION_IN_PROGRESS"], busy=2)
    fake.deploy()
    assert (compared(fake).failure, fake.looks, fake.busy) == ("", [], 0)


def test_comparison_that_fails_in_part__tells_why_and_what_was_found() -> None:
    fake = DriftingCloudFormation(
        looks=["DETECTION_FAILED"],
        reason="Failed to detect drift on resource [B]",
        drifts={NAME: [found("A", "DELETED")]},
    )
    fake.deploy(A="AWS::SQS::Queue")
    stack = compared(fake)
    assert stack.failure == "Failed to detect drift on resource [B]"
    assert [one.logical_id for one in stack.drifted] == ["A"]


def test_resource_that_could_not_be_compared__is_a_failure_of_its_stack() -> None:
    fake = DriftingCloudFormation(drifts={NAME: [found("A", "UNKNOWN", DriftStatusReason="access denied")]})
    fake.deploy(A="AWS::SQS::Queue")
    assert compared(fake).failure == "some of its resources could not be compared"


def test_comparison_without_an_end__is_given_up() -> None:
    fake = DriftingCloudFormation(looks=["DETECTION_IN_PROGRESS"] * 1000)
    fake.deploy()
    assert compared(fake).failure == "the comparison did not end in time"


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_FAILED"])
def test_stack_that_cannot_be_compared__is_told(status: str) -> None:
    fake = DriftingCloudFormation()
    fake.deploy(status=status)
    assert compared(fake) == StackDrift(NAME, failure=f"cannot be compared while it is {status}")


def test_refusal__is_raised() -> None:
    class Refusing(DriftingCloudFormation):
        def detect_stack_drift(self, StackName: str) -> dict[str, str]:  # noqa: ARG002, N803
            raise refusal("not authorized")

    fake = Refusing()
    fake.deploy()
    with pytest.raises(ClientError, match="not authorized"):
        compared(fake)


def test_several_stacks__keep_their_order() -> None:
    fake = DriftingCloudFormation()
    for number in range(12):
        fake.deploy(f"stackyard-dev-shop-{number:02}")
    states = list(read_stacks(fake, "stackyard-dev-").values())
    assert [one.name for one in detect(fake, states, PACE)] == [state.name for state in states]


def test_values__are_compared_in_depth() -> None:
    expected, actual = {"A": "1", "B": "2"}, {"A": "1", "B": "3"}
    assert properties(difference("/Environment/Variables", as_json(expected), as_json(actual))) == [
        PropertyDrift("Environment.Variables.B", "2", "3")
    ]


def test_secrets__are_masked_wherever_they_stand() -> None:
    assert properties(
        difference("/Environment/Variables/DB_PASSWORD", "old-one", "new-one"),
        difference("/Environment", "null", as_json({"ApiToken": "abc"}), "ADD"),
    ) == [
        PropertyDrift("Environment.Variables.DB_PASSWORD", "****", "****"),
        PropertyDrift("Environment", "", '{"ApiToken":"****"}'),
    ]


def test_added_and_removed_values__have_one_side() -> None:
    added, removed = difference("/Tags/3", "null", "x", "ADD"), difference("/DelaySeconds", "5", "null", "REMOVE")
    assert properties(added, removed) == [PropertyDrift("Tags[3]", "", "x"), PropertyDrift("DelaySeconds", "5", "")]


@pytest.mark.parametrize(
    ("pointer", "path"), [("/Tags/3/Value", "Tags[3].Value"), ("/a~1b/c~0d", "a/b.c~d"), ("/Name", "Name"), ("", "")]
)
def test_pointer__is_written_as_other_paths_are(pointer: str, path: str) -> None:
    assert readable(pointer) == path
