"""What the status action hands on to hooks."""

from __future__ import annotations

from plugins.action.stackyard_status import outputs
from tests.fakes.stacks import make_state, make_target

SYSTEMS = [{"name": "shop", "stacks": [{"name": "data"}, {"name": "api"}, {"name": "web"}]}]


def test_outputs__are_those_of_declared_stacks_that_can_be_used() -> None:
    states = [
        make_state("data", outputs={"A": "1"}),
        make_state("api", "ROLLBACK_COMPLETE", outputs={"B": "2"}),
        make_state("undeclared", outputs={"C": "3"}),
    ]
    found = outputs(make_target(), SYSTEMS, {state.name: state for state in states})
    assert found == {"shop": {"data": {"A": "1"}}}
