"""Previews make change sets, and stacks for them: wherever one breaks off, the deployment after it ends as ever."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec

from tests.fakes.account import Account
from tests.fakes.wire import Fault
from tests.functional.apply.faults import kinds
from tests.functional.apply.faults.scenes import CHANGED, DEPLOYED, SCENES, Desk, fresh

NEW, KNOWN = (DEPLOYED[:1], "first deployment"), (CHANGED[2:], "changed templates")


def faults(at: int) -> Iterator[Fault]:
    yield kinds.Kill(at)
    yield from kinds.passing(at)
    yield from kinds.lasting(at)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


# One stack each: several are previewed at once, and their requests come in no order.
@pytest.mark.parametrize(("specs", "scene"), [NEW, KNOWN], ids=["new stack", "known stack"])
def test_preview_that_breaks_off_at_any_request__leaves_nothing_that_a_deployment_would_not_clear(
    desk: Desk, specs: tuple[StackSpec, ...], scene: str
) -> None:
    before = SCENES[scene].before(desk)
    untouched = fresh(before)
    desk.preview(untouched, specs)
    asked = list(desk.wire.asked)
    assert end_of(untouched) == end_of(before)
    wanted = fresh(before)
    desk.deploy(wanted, specs)
    for at in range(1, len(asked) + 1):
        for fault in faults(at):
            account = fresh(before)
            with contextlib.suppress(StackyardError, kinds.Killed):
                desk.preview(account, specs, fault)
            if isinstance(fault, kinds.Fail) and fault.times == 1:
                assert end_of(account) == end_of(before), fault
            finish(account)
            desk.deploy(account, specs)
            assert account.state() == wanted.state(), fault
    assert len(asked) > 5


def end_of(account: Account) -> dict[str, object]:
    """What the account holds once everything that runs is over."""
    ended = fresh(finish(account))
    return ended.state()


def finish(account: Account) -> Account:
    """Let everything that runs come to its end."""
    while any(stack.busy for stack in account.stacks.values()):
        account.answer("DescribeStacks", {})
    return account
