"""Taking drift back."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.apply import Modes
from stackyard.drift import ResourceDrift, StackDrift, Status
from stackyard.drift.reversals import execute_all, left_drifted, preview_of_all, propose_all
from stackyard.drift.revert import Reversal, propose
from stackyard.errors import StackyardError
from stackyard.plan import read_stacks
from stackyard.preview import Effect, PropertyChange

from tests.fakes.cloudformation import Step
from tests.fakes.stacks import make_workshop
from tests.unit.drift.service import NAME, DriftingCloudFormation, modified

OTHER = "stackyard-dev-shop-data"
GONE = ResourceDrift("Queue", "AWS::SQS::Queue", Status.DELETED)


def drifted(*names: str) -> list[StackDrift]:
    return [StackDrift(name, (GONE,)) for name in names]


def proposals(fake: DriftingCloudFormation, drifts: list[StackDrift], *allowed: str) -> list[Reversal]:
    return propose_all(make_workshop(fake), list(read_stacks(fake, "stackyard-dev-").values()), drifts, allowed)


@pytest.fixture
def fake() -> DriftingCloudFormation:
    one = DriftingCloudFormation(proposal=[modified()])
    one.deploy(NAME)
    one.deploy(OTHER)
    return one


def test_proposal__changes_nothing_but_what_drifted(fake: DriftingCloudFormation) -> None:
    proposals(fake, drifted(NAME))
    [request] = fake.requests
    assert (request["DeploymentMode"], request["UsePreviousTemplate"]) == ("REVERT_DRIFT", True)
    assert request["Parameters"] == [{"ParameterKey": "Size", "UsePreviousValue": True}]
    assert {tag["Key"] for tag in request["Tags"]} == {"stackyard:environment", "stackyard:system"}


def test_preview__goes_from_what_is_there_to_what_will_be(fake: DriftingCloudFormation) -> None:
    [stack] = preview_of_all(proposals(fake, drifted(NAME))).stacks
    [resource] = stack.resources
    assert (stack.system, stack.stack, resource.effect) == ("shop", "api", Effect.MODIFY)
    assert resource.properties == (PropertyChange("DelaySeconds", "7", "0"),)


def test_resource_that_only_its_record_is_changed_of__is_not_told(fake: DriftingCloudFormation) -> None:
    fake.proposal = [modified(), modified("Synced", Action="SyncWithActual")]
    [stack] = preview_of_all(proposals(fake, drifted(NAME))).stacks
    assert [one.logical_id for one in stack.resources] == ["Queue"]


def test_stacks_that_did_not_drift__are_left_alone(fake: DriftingCloudFormation) -> None:
    execute_all(make_workshop(fake), proposals(fake, [*drifted(OTHER), StackDrift(NAME)]))
    assert fake.calls == [f"propose {OTHER}", f"execute {OTHER}"]


def test_nested_stack__is_taken_back_with_its_root(fake: DriftingCloudFormation) -> None:
    inner = ResourceDrift("Inner", "AWS::CloudFormation::Stack", Status.NOT_CHECKED, fake.stacks[OTHER].stack_id)
    proposals(fake, [StackDrift(NAME, (inner,)), *drifted(OTHER)])
    [request] = fake.requests
    assert (request["StackName"], request["IncludeNestedStacks"]) == (fake.stacks[NAME].stack_id, True)


INNER = f"{NAME}-Inner-1A2B"
STACK_CHANGE = modified("Inner", ResourceType="AWS::CloudFormation::Stack", ChangeSetId=f"{INNER}/1", Details=[])


def test_drift_of_a_nested_stack__is_told_by_its_own_name(fake: DriftingCloudFormation) -> None:
    fake.proposal, fake.nested = [STACK_CHANGE], {f"{INNER}/1": [modified()]}
    [stack] = preview_of_all(proposals(fake, drifted(NAME))).stacks
    assert (stack.name, stack.stack) == (INNER, "api-Inner-1A2B")
    assert [one.logical_id for one in stack.resources] == ["Queue"]


def test_drift_of_stacks_nested_in_nested_ones__is_told_too(fake: DriftingCloudFormation) -> None:
    deeper = modified("Deep", ResourceType="AWS::CloudFormation::Stack", ChangeSetId=f"{INNER}-Deep-1/1", Details=[])
    fake.proposal, fake.nested = [STACK_CHANGE], {f"{INNER}/1": [deeper], f"{INNER}-Deep-1/1": [modified()]}
    assert [stack.name for stack in preview_of_all(proposals(fake, drifted(NAME))).stacks] == [f"{INNER}-Deep-1"]


def test_loss_in_a_nested_stack__is_refused_like_any_other(fake: DriftingCloudFormation) -> None:
    fake.proposal, fake.nested = [STACK_CHANGE], {f"{INNER}/1": [modified(Replacement="True")]}
    with pytest.raises(StackyardError, match="would replace or remove") as caught:
        proposals(fake, drifted(NAME))
    assert caught.value.given == "shop-api-Inner-1A2B.Queue"
    assert fake.change_sets == {}
    assert len(proposals(fake, drifted(NAME), "shop-api-Inner-*.Queue")) == 1


def test_drift_that_nothing_is_proposed_for__is_told_with_what_to_do(fake: DriftingCloudFormation) -> None:
    inner = ResourceDrift("Inner", "AWS::CloudFormation::Stack", Status.NOT_CHECKED, fake.stacks[OTHER].stack_id)
    drifts = [StackDrift(NAME, (inner, GONE)), *drifted(OTHER)]
    proposed = proposals(fake, drifts)
    [left] = left_drifted(drifts, proposed)
    assert left.startswith(f"CloudFormation does not take back the drift of {OTHER}, nested in {NAME}: undo by hand")


def guarded(fake: DriftingCloudFormation, *allowed: str) -> None:
    """Take drift back where stacks have policies."""
    fake.calls.clear()
    workshop = make_workshop(fake, modes=Modes(stack_policies=True))
    states = list(read_stacks(fake, "stackyard-dev-").values())
    execute_all(workshop, propose_all(workshop, states, drifted(NAME), allowed))


def test_policy__is_lifted_for_what_may_be_lost_and_whole_again_afterwards(fake: DriftingCloudFormation) -> None:
    fake.proposal = [modified(Replacement="True")]
    guarded(fake, "*")
    assert fake.calls[1:] == ["policy LogicalResourceId/Queue", f"execute {NAME}", "policy whole"]


def test_policy__is_left_alone_where_nothing_is_lost(fake: DriftingCloudFormation) -> None:
    guarded(fake)
    guarded(fake)
    assert fake.calls == [f"propose {NAME}", f"execute {NAME}"]


def test_policy__is_whole_again_after_a_failure(fake: DriftingCloudFormation) -> None:
    fake.proposal = [modified(Replacement="True")]
    failed = Step("UPDATE_ROLLBACK_IN_PROGRESS", "Queue", "UPDATE_FAILED", "no right")
    fake.update = (Step("UPDATE_IN_PROGRESS"), failed, Step("UPDATE_ROLLBACK_COMPLETE"))
    with pytest.raises(StackyardError, match="could not be taken back"):
        guarded(fake, "*")
    assert fake.calls[-1] == "policy whole"


def test_nothing_to_take_back__leaves_no_change_set(fake: DriftingCloudFormation) -> None:
    fake.refusal = "The submitted information didn't contain changes."
    assert (proposals(fake, drifted(NAME)), fake.change_sets) == ([], {})


@pytest.mark.parametrize("change", [{"Replacement": "True"}, {"Replacement": "Conditional"}, {"Action": "Remove"}])
def test_loss__is_refused_and_no_proposal_is_left(fake: DriftingCloudFormation, change: dict[str, Any]) -> None:
    fake.proposal = [modified(**change)]
    with pytest.raises(StackyardError, match="would replace or remove") as caught:
        proposals(fake, drifted(NAME, OTHER))
    assert caught.value.given == "shop-api.Queue, shop-data.Queue"
    assert caught.value.remedy.endswith("-e allow_replace=shop-api.Queue,shop-data.Queue")
    assert fake.change_sets == {}


def test_loss_that_is_allowed__is_proposed(fake: DriftingCloudFormation) -> None:
    fake.proposal = [modified(Replacement="True")]
    assert len(proposals(fake, drifted(NAME), "shop-api.Qu*")) == 1


def test_service_that_ignores_the_mode__is_told_and_nothing_is_executed(fake: DriftingCloudFormation) -> None:
    fake.mode = ""
    with pytest.raises(StackyardError, match="does not know drift-aware change sets"):
        proposals(fake, drifted(NAME))
    assert fake.change_sets == {}


def test_refusal__is_told_with_its_reason(fake: DriftingCloudFormation) -> None:
    fake.refusal = "Resource of type X does not support it"
    with pytest.raises(StackyardError, match=f"refuses to take back the drift of {NAME}") as caught:
        propose(make_workshop(fake), read_stacks(fake, NAME)[NAME])
    assert (caught.value.given, fake.change_sets) == ("Resource of type X does not support it", {})


def test_failure__names_the_resource_and_leaves_the_rest_untouched(fake: DriftingCloudFormation) -> None:
    failed = Step("UPDATE_ROLLBACK_IN_PROGRESS", "Queue", "UPDATE_FAILED", "no right")
    fake.update = (Step("UPDATE_IN_PROGRESS"), failed, Step("UPDATE_ROLLBACK_COMPLETE"))
    with pytest.raises(StackyardError, match=f"the drift of stack {NAME} could not be taken back") as caught:
        execute_all(make_workshop(fake), proposals(fake, drifted(NAME, OTHER)))
    assert caught.value.given.startswith("Queue (AWS::SQS::Queue): no right")
    assert (fake.calls.count(f"execute {OTHER}"), fake.change_sets) == (0, {})
