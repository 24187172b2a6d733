"""What the account has."""

from __future__ import annotations

from stackyard.plan.read import of_systems, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack
from tests.fakes.stacks import make_state


def test_stacks__are_read_whole_and_only_those_of_the_prefix() -> None:
    fake = FakeCloudFormation()
    fake.add(
        FakeStack("stackyard-dev-shop-data", "CREATE_COMPLETE", {"k": "v"}, {"P": "1"}, {"O": "2"}, protected=True)
    )
    fake.add(FakeStack("somebody-elses", "CREATE_COMPLETE"))
    [state] = read_stacks(fake, "stackyard-dev-").values()
    assert (state.tags, state.parameters, state.outputs) == ({"k": "v"}, {"P": "1"}, {"O": "2"})
    assert state.protected


def test_stack__is_of_the_systems_that_its_tag_names() -> None:
    state = make_state("data", tags={"stackyard:system": "shop"})
    assert of_systems(state, [])
    assert of_systems(state, ["mail", "shop"])
    assert not of_systems(state, ["mail"])
    assert not of_systems(make_state("data"), ["shop"])
