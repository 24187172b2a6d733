"""Two machines that begin an environment of one name at the same time: one has it, and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from stackyard.apply import Applied, Workshop, apply_plan
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec, StackState, make_plan, read_stacks
from stackyard.plan.claim import ClaimedError
from stackyard.sweep import Declared, destroy, prove

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import DATA, Kit

OURS, THEIRS = "00000000000000aa", "00000000000000bb"
MOMENTS = [
    f"{when}.cloudformation.{operation}"
    for operation in ("CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet")
    for when in ("before-call", "after-call")
]


class Machine:
    """One of the machines: the environment's name is the same, the claim its own."""

    told = ""

    def __init__(self, kit: Kit, claim: str) -> None:
        tags = {"stackyard:environment": kit.target.environment, "stackyard:claim": claim}
        self.target = replace(kit.target, tags=tags)
        client = self.target.client("cloudformation")
        self.workshop = Workshop(self.target, client, s3=self.target.client("s3"))
        self.spec: StackSpec = replace(kit.spec("data", DATA), tags={**tags, "stackyard:system": "shop"})

    def deploy(self) -> list[Applied]:
        return apply_plan(self.workshop, make_plan([self.spec], self.there()))

    def begin(self) -> None:
        """Deploy, and keep what came of it in words."""
        try:
            [applied] = self.deploy()
            self.told = applied.done
        except StackyardError as error:
            self.told = str(error)

    def there(self) -> dict[str, StackState]:
        return read_stacks(self.workshop.cloudformation, f"{self.target.prefix}-")

    def remove(self) -> None:
        destroy(self.workshop, Declared(), dry=False)
        prove(self.workshop)

    def once(self, event: str, act: Callable[[], object]) -> None:
        """Let somebody else act at the first request of a kind."""
        events = self.workshop.cloudformation.meta.events

        def between(**_: object) -> None:
            events.unregister(event, between)
            act()

        events.register(event, between)


@pytest.fixture
def machines(repaired: EmbeddedServer) -> tuple[Machine, Machine]:
    """Two of them that chose the same name."""
    kit = Kit(repaired)
    return Machine(kit, OURS), Machine(kit, THEIRS)


@pytest.mark.parametrize("moment", MOMENTS)
def test_machines_that_begin_at_the_same_time__have_it_once_and_the_other_is_told(
    machines: tuple[Machine, Machine], moment: str
) -> None:
    first, second = machines
    first.once(moment, second.begin)
    first.begin()
    winner, loser = machines if first.told == "created" else (second, first)
    assert winner.told == "created"
    assert "another machine brought up an environment of this name" in loser.told
    with pytest.raises(ClaimedError):
        loser.remove()
    [state] = winner.there().values()
    assert state.tags["stackyard:claim"] == winner.spec.tags["stackyard:claim"]
    assert [done.done for done in winner.deploy()] == ["unchanged"]
    winner.remove()


def test_machine_that_finds_another_ones_environment__touches_nothing(machines: tuple[Machine, Machine]) -> None:
    ours, theirs = machines
    theirs.deploy()
    before = theirs.there()
    with pytest.raises(StackyardError, match=f"{ours.spec.name} is claimed by {THEIRS}, and not by {OURS}"):
        ours.deploy()
    assert theirs.there() == before
    theirs.remove()


def test_environment_that_another_machine_makes_anew_behind_a_removal__stays(
    machines: tuple[Machine, Machine],
) -> None:
    ours, theirs = machines
    foundation = replace(theirs.spec, name=theirs.target.stack_name("foundation", "base"))
    ours.deploy()  # its bucket outlives the stack, and would go after it

    def begin_anew(**_: object) -> None:
        apply_plan(theirs.workshop, make_plan([foundation], {}))

    ours.once("after-call.cloudformation.DeleteStack", begin_anew)
    with pytest.raises(ClaimedError):
        ours.remove()
    assert foundation.name in theirs.there()
