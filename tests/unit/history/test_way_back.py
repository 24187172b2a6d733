"""Which deployment is gone back to, and what has to change for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from stackyard.errors import StackyardError
from stackyard.history import Deployment, KeptParameter, KeptStack, Ledger, Present, WayBack, find_way_back
from stackyard.plan import Action, OutputRef, StackState, Template
from stackyard.plan.digest import stack_digest

from tests.fakes.stacks import make_spec, make_state, make_target

TAGS = {"stackyard:environment": "dev", "stackyard:system": "shop"}
TEMPLATE = "Parameters: {Name: {Type: String}}\nResources: {Queue: {Type: 'AWS::SQS::Queue'}}\n"
PRODUCER = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}\nOutputs: {Name: {Value: x}}\n"
AT = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Kept(Ledger):
    """A history in memory."""

    deployments: tuple[Deployment, ...] = ()

    def newest_first(self) -> Iterator[Deployment]:
        yield from sorted(self.deployments, key=lambda one: one.number, reverse=True)

    def read(self, number: int) -> Deployment:
        return next(one for one in self.deployments if one.number == number)


def stack(name: str, digest: str, **changes: object) -> KeptStack:
    kept = KeptStack("shop", name, f"stackyard-dev-shop-{name}", digest, PRODUCER, {}, {"stackyard:system": "shop"})
    return replace(kept, **changes)  # type: ignore[arg-type]  # a test's own spelling of the fields


def deployment(number: int, *stacks: KeptStack, restores: int = 0, pending: bool = False) -> Deployment:
    return Deployment(number, f"commit{number}", stacks, restores=restores, at=AT, pending=pending)


def present(*states: StackState) -> Present:
    return Present(make_target(), {state.name: state for state in states})


def state(name: str, digest: str, status: str = "UPDATE_COMPLETE", **outputs: str) -> StackState:
    return make_state(name, status, tags={**TAGS, "stackyard:digest": digest}, outputs=outputs)


def find(now: Present, *deployments: Deployment, to: int = 0, systems: tuple[str, ...] = ()) -> WayBack:
    return find_way_back(Kept(None, "", deployments), now, to=to, systems=systems)


def names(way: WayBack) -> list[str]:
    return [planned.spec.stack for planned in way.plan.stacks]


def test_last_deployment_is_there__the_one_before_it_is_gone_back_to() -> None:
    one = deployment(1, stack("data", "d1"), stack("api", "a1"))
    two = deployment(2, stack("data", "d1"), stack("api", "a2"))
    way = find(present(state("data", "d1"), state("api", "a2")), one, two)
    assert way.number == 1
    assert names(way) == ["api"]
    assert [planned.action for planned in way.plan.stacks] == [Action.UPDATE]
    assert way.lines() == ["from deployment 2 to deployment 1 of 2026-11-21 12:30 UTC (commit commit1)"]


def test_stack_of_a_copy__keeps_the_end_that_it_has_now() -> None:
    early, late, later = ({"stackyard:expires": f"2026-11-21T2{hour}:00:00Z"} for hour in range(3))
    kept = [stack(name, f"{name}1", tags={**TAGS, **early}) for name in ("data", "api", "made")]
    data = replace(state("data", "data2"), tags={**TAGS, **late, "stackyard:digest": "data2"})
    base = replace(state("base", "base1"), tags={**TAGS, **later, "stackyard:digest": "base1"})
    way = find(present(data, base, make_state("api", "REVIEW_IN_PROGRESS")), deployment(1, *kept), to=1)
    ends = {planned.spec.stack: planned.spec.tags for planned in way.plan.stacks}
    assert ends == {"data": {**TAGS, **late}, "api": {**TAGS, **later}, "made": {**TAGS, **later}}


def test_end_that_a_deployment_had__does_not_come_back_where_there_is_none_any_more() -> None:
    kept = stack("data", "d1", tags={**TAGS, "stackyard:expires": "2026-11-21T20:00:00Z"})
    way = find(present(state("data", "d2")), deployment(1, kept), to=1)
    assert [dict(planned.spec.tags) for planned in way.plan.stacks] == [TAGS]


def test_run_that_was_cut_off__is_cleared_away_by_going_back_to_the_last_whole_one() -> None:
    one, two = deployment(1, stack("api", "a1")), deployment(2, stack("api", "a2"))
    way = find(present(state("api", "half")), one, two)
    assert (way.number, way.route) == (2, "from what was done since deployment 2 to deployment 2")


def test_rollback_that_was_cut_off__is_taken_up() -> None:
    first = (stack("data", "d1"), stack("api", "a1"))
    second = (stack("data", "d2"), stack("api", "a2"))
    history = deployment(1, *first), deployment(2, *second), deployment(3, *first, restores=1, pending=True)
    way = find(present(state("data", "d1"), state("api", "a2")), *history)
    assert (way.number, way.begun, names(way)) == (1, True, ["api"])
    assert way.route == "from a rollback that did not come to its end to deployment 1"


def test_rollback_that_was_cut_off_at_its_very_end__is_taken_up_and_changes_nothing() -> None:
    history = (
        deployment(1, stack("api", "a1")),
        deployment(2, stack("api", "a2")),
        deployment(3, stack("api", "a1"), restores=1, pending=True),
    )
    way = find(present(state("api", "a1")), *history)
    assert (way.number, way.begun, names(way)) == (1, True, [])


def test_rollback_that_was_given_up_for_a_deployment__is_no_place_to_go_back_to() -> None:
    history = (
        deployment(1, stack("api", "a1")),
        deployment(2, stack("api", "a2")),
        deployment(3, stack("api", "a1"), restores=1, pending=True),
        deployment(4, stack("api", "a4")),
    )
    assert find(present(state("api", "a4")), *history).number == 2


def test_rollback_of_everything_that_was_cut_off__is_not_taken_up_as_one_of_some_systems() -> None:
    first = (stack("api", "a1"), stack("web", "w1", system="site"))
    second = (stack("api", "a2"), stack("web", "w2", system="site"))
    cut_off = replace(
        deployment(3, *first, restores=1, pending=True),
        changed=("stackyard-dev-shop-api", "stackyard-dev-shop-web"),
    )
    now = present(state("api", "a2"), state("web", "w2"))
    way = find(now, deployment(1, *first), deployment(2, *second), cut_off, systems=("site",))
    assert (way.number, way.begun, names(way)) == (1, False, ["web"])
    assert {(kept.stack, kept.digest) for kept in way.wanted().stacks} == {("api", "a2"), ("web", "w1")}
    assert way.route == "from deployment 2 to deployment 1"


def test_rollback_of_some_systems_that_was_cut_off__is_taken_up_by_the_same_command() -> None:
    first = (stack("api", "a2"), stack("web", "w1", system="site"))
    second = (stack("api", "a2"), stack("web", "w2", system="site"))
    cut_off = replace(deployment(3, *first, restores=1, pending=True), changed=("stackyard-dev-shop-web",))
    way = find(present(state("api", "a2"), state("web", "w2")), deployment(2, *second), cut_off, systems=("site",))
    assert (way.number, way.begun) == (1, True)


def test_rollback_after_a_rollback__is_refused() -> None:
    history = (
        deployment(1, stack("api", "a1")),
        deployment(2, stack("api", "a2")),
        deployment(3, stack("api", "a1"), restores=1),
    )
    with pytest.raises(StackyardError, match="was a rollback already") as caught:
        find(present(state("api", "a1")), *history)
    assert "by -e to=<number>" in caught.value.remedy


def test_rollback_after_a_rollback__goes_where_it_is_told_to() -> None:
    history = (
        deployment(1, stack("api", "a1")),
        deployment(2, stack("api", "a2")),
        deployment(3, stack("api", "a1"), restores=1),
    )
    assert find(present(state("api", "a1")), *history, to=2).number == 2


def test_update_that_cloudformation_took_back__is_not_followed_by_another_step_back() -> None:
    history = deployment(1, stack("api", "a1")), deployment(2, stack("api", "a2"))
    with pytest.raises(StackyardError, match="the target is as deployment 2 left it"):
        find(present(state("api", "a2", "UPDATE_ROLLBACK_COMPLETE")), *history)


@pytest.mark.parametrize("kept", [(), (deployment(1, stack("api", "a1")),)])
def test_nothing_but_what_is_there__is_nothing_to_go_back_to(kept: tuple[Deployment, ...]) -> None:
    with pytest.raises(StackyardError, match="nothing to go back to"):
        find(present(state("api", "a1")), *kept)


def test_named_deployment_that_is_there__is_nothing_to_do() -> None:
    with pytest.raises(StackyardError, match="as deployment 1 left them"):
        find(present(state("api", "a1")), deployment(1, stack("api", "a1")), to=1)


def test_systems_named__others_are_left_alone() -> None:
    one = deployment(1, stack("api", "a1"), stack("web", "w1", system="site"))
    two = deployment(2, stack("api", "a2"), stack("web", "w2", system="site"))
    now = present(state("api", "a2"), state("web", "w2"))
    way = find(now, one, two, systems=("site",))
    assert names(way) == ["web"]
    assert {(kept.stack, kept.digest) for kept in way.wanted().stacks} == {("api", "a2"), ("web", "w1")}
    assert (way.wanted().restores, way.wanted().changed) == (1, ("stackyard-dev-shop-web",))


def test_system_that_was_not_deployed_then__is_refused() -> None:
    with pytest.raises(StackyardError, match="deployment 1 has no system site") as caught:
        find(present(state("api", "a2")), deployment(1, stack("api", "a1")), systems=("site",))
    assert caught.value.remedy == "its systems: shop"


def test_rollback_that_lies_further_back__is_gone_back_to_like_any_other() -> None:
    history = (
        deployment(1, stack("api", "a1")),
        deployment(2, stack("api", "a2")),
        deployment(3, stack("api", "a1"), restores=1),
        deployment(4, stack("api", "a4")),
    )
    way = find(present(state("api", "a4")), *history)
    assert (way.number, way.begun) == (1, False)


def test_stack_that_is_younger__stays_and_is_told() -> None:
    now = present(state("api", "a2"), state("mail", "m1"))
    way = find(now, deployment(1, stack("api", "a1")), to=1)
    assert way.stays == ("stackyard-dev-shop-mail",)
    assert way.lines()[1:] == ["stackyard-dev-shop-mail was not there then, and stays as it is"]


def consumer(digest: str) -> KeptStack:
    parameters = {"Name": KeptParameter("then", "shop.data.Name")}
    return stack("api", digest, template=TEMPLATE, parameters=parameters)


def test_output_of_a_stack_that_is_brought_back__is_known_by_then() -> None:
    one = deployment(1, stack("data", "d1"), consumer("a1"))
    now = present(state("data", "d2", Name="now"), state("api", "a1"))
    way = find(now, one, to=1)
    assert names(way) == ["data", "api"]
    assert way.plan.stacks[1].spec.parameters == {"Name": OutputRef("shop", "data", "Name")}


def test_output_of_a_stack_that_stays__is_taken_as_it_is_now() -> None:
    now = present(state("data", "d1", Name="now"), state("api", "a2"))
    way = find(now, deployment(1, stack("data", "d1"), consumer("a1")), to=1)
    assert way.plan.stacks[0].parameters == {"Name": "now"}


def test_output_that_is_another_one_by_now__is_no_reason_to_go_back_again() -> None:
    spec = make_spec("api", template=Template.parse(TEMPLATE), tags={"stackyard:system": "shop"})
    now_given = stack_digest(spec, {"Name": "now"})
    now = present(state("data", "d1", Name="now"), state("api", now_given))
    with pytest.raises(StackyardError, match="as deployment 1 left them"):
        find(now, deployment(1, stack("data", "d1"), consumer("then")), to=1)


def test_output_that_nobody_gives_any_more__is_taken_as_it_was() -> None:
    way = find(present(state("api", "a2")), deployment(1, consumer("a1")), to=1)
    assert way.plan.stacks[0].parameters == {"Name": "then"}


def test_secret_parameter__keeps_its_present_value() -> None:
    secret = stack("api", "a1", template=TEMPLATE, parameters={"Name": KeptParameter(secret=True)})
    [planned] = find(present(state("api", "a2")), deployment(1, secret), to=1).plan.stacks
    assert planned.spec.previous == {"Name"}
    assert planned.parameters == {}


def test_secret_parameter_of_a_stack_that_is_gone__is_refused() -> None:
    secret = stack("api", "a1", template=TEMPLATE, parameters={"Name": KeptParameter(secret=True)})
    with pytest.raises(StackyardError, match="secret parameters are not kept") as caught:
        find(present(), deployment(1, secret), to=1)
    assert caught.value.given == "Name"
