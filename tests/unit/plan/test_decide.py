"""One action per stack, from what is wanted and what is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.errors import StackyardError
from stackyard.plan.decide import make_plan
from stackyard.plan.digest import stack_digest
from stackyard.plan.model import Action, OutputRef, StackSpec, StackState
from stackyard.plan.values import Given, find_values

from tests.fakes.stacks import TAGS, make_spec, make_state, make_template

DATA = make_spec("data", outputs=("BucketName",))
API = make_spec("api", {"Bucket": OutputRef("shop", "data", "BucketName")})


def deployed(spec: StackSpec, outputs: dict[str, str] | None = None, status: str = "CREATE_COMPLETE") -> StackState:
    """The state of a stack that was deployed exactly from ``spec``."""
    values = find_values(spec, {("shop", "data"): Given({"BucketName": "b"})})
    digest = stack_digest(spec, values.known)
    return make_state(spec.stack, tags={**TAGS, "stackyard:digest": digest}, outputs=outputs or {}, status=status)


def actions(specs: list[StackSpec], *states: StackState) -> list[str]:
    return [str(planned.action) for planned in make_plan(specs, {state.name: state for state in states}).stacks]


def test_empty_account__everything_is_created_and_outputs_are_known_after_deploy() -> None:
    plan = make_plan([DATA, API], {})
    assert [planned.action for planned in plan.stacks] == [Action.CREATE, Action.CREATE]
    assert dict(plan.stacks[1].unknown) == {"Bucket": OutputRef("shop", "data", "BucketName")}


def test_same_digest__nothing_changes() -> None:
    assert actions([DATA, API], deployed(DATA, {"BucketName": "b"}), deployed(API)) == ["unchanged", "unchanged"]


def test_another_template__is_an_update_of_that_stack_only() -> None:
    changed = make_spec("data", template=make_template(outputs=("BucketName", "More")))
    assert actions([changed, API], deployed(DATA, {"BucketName": "b"}), deployed(API)) == ["update", "unchanged"]


def test_another_output_value__updates_who_takes_it() -> None:
    assert actions([DATA, API], deployed(DATA, {"BucketName": "new"}), deployed(API)) == ["unchanged", "update"]


def test_giver_made_anew__updates_who_takes_its_outputs() -> None:
    broken = make_state("data", "ROLLBACK_COMPLETE")
    assert actions([DATA, API], broken, deployed(API)) == ["recover", "update"]


@pytest.mark.parametrize(
    "status",
    ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"],
)
def test_stack_left_half_way__is_recovered_with_its_status_as_reason(status: str) -> None:
    [planned] = make_plan([DATA], {DATA.name: make_state("data", status)}).stacks
    assert planned.action is Action.RECOVER
    assert status in planned.reason


def test_rolled_back_update__is_tried_again_even_with_the_same_digest() -> None:
    assert actions([DATA], deployed(DATA, status="UPDATE_ROLLBACK_COMPLETE")) == ["update"]


def test_other_termination_protection__is_an_update() -> None:
    protected = make_spec("data", outputs=("BucketName",), protected=True)
    [planned] = make_plan([protected], {DATA.name: deployed(DATA)}).stacks
    assert (planned.action, planned.reason) == (Action.UPDATE, "termination protection differs")


@pytest.mark.parametrize("ends", [("", "2026-11-21T20:00:00Z"), ("2026-11-21T20:00:00Z", "2026-11-21T22:00:00Z")])
def test_other_end_of_life__is_an_update(ends: tuple[str, str]) -> None:
    was, wanted = ({**TAGS, "stackyard:expires": end} if end else TAGS for end in ends)
    before, spec = replace(DATA, tags=was), replace(DATA, tags=wanted)
    state = replace(deployed(before), tags={**deployed(before).tags, **was})
    [planned] = make_plan([spec], {DATA.name: state}).stacks
    assert (planned.action, planned.reason) == (Action.UPDATE, "the end of its life is moved")
    assert actions([before], state) == ["unchanged"]


def test_undeclared_parameter_anywhere__stops_the_plan() -> None:
    with pytest.raises(StackyardError, match="declares no parameter"):
        make_plan([DATA, make_spec("api", {"X": "1"}, template=make_template())], {})
