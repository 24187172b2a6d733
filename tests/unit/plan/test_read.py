"""What the account has."""

from __future__ import annotations

from stackyard.plan.read import read_stacks

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack


def test_stacks__are_read_whole_and_only_those_of_the_prefix() -> None:
    fake = FakeCloudFormation()
    fake.add(
        FakeStack("stackyard-dev-shop-data", "CREATE_COMPLETE", {"k": "v"}, {"P": "1"}, {"O": "2"}, protected=True)
    )
    fake.add(FakeStack("somebody-elses", "CREATE_COMPLETE"))
    [state] = read_stacks(fake, "stackyard-dev-").values()
    assert (state.tags, state.parameters, state.outputs) == ({"k": "v"}, {"P": "1"}, {"O": "2"})
    assert state.protected
