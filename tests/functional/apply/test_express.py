"""Express mode where the service does not know it: wherever that shows, stacks are deployed and previewed without."""

from __future__ import annotations

import pytest
from stackyard.apply import Lines, Modes
from stackyard.plan import StackSpec

from tests.fakes.account import Account
from tests.functional.apply.faults.scenes import CHANGED, DEPLOYED, SCENES, Desk, fresh

EXPRESS = Modes(express=True)
REFUSING = pytest.mark.parametrize("operation", ["CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet"])


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def deployed(desk: Desk, scene: str, specs: tuple[StackSpec, ...], no_express: str = "") -> tuple[Account, list[str]]:
    account, told = fresh(SCENES[scene].before(desk)), list[str]()
    account.no_express = no_express
    desk.deploy(account, specs, modes=EXPRESS, observer=Lines(told.append))
    return account, [line for line in told if "no express mode here" in line]


@REFUSING
@pytest.mark.parametrize(("scene", "specs"), [("first deployment", DEPLOYED), ("changed templates", CHANGED)])
def test_refused_express_mode__is_told_and_the_stacks_come_out_the_same(
    desk: Desk, scene: str, specs: tuple[StackSpec, ...], operation: str
) -> None:
    wanted, unheard = deployed(desk, scene, specs)
    account, told = deployed(desk, scene, specs, operation)
    assert account.state() == wanted.state()
    assert not unheard
    assert {line.partition(":")[0] for line in told} == {spec.name for spec in specs}


@REFUSING
def test_refused_express_mode__does_not_change_a_preview_and_leaves_nothing_behind(desk: Desk, operation: str) -> None:
    account = fresh(SCENES["changed templates"].before(desk))
    untouched, wanted = account.state(), desk.preview(account, CHANGED, modes=EXPRESS)
    account.no_express = operation
    shown = desk.preview(account, CHANGED, modes=EXPRESS)
    assert [(one.name, one.resources, one.note) for one in shown.stacks] == [
        (one.name, one.resources, one.note) for one in wanted.stacks
    ]
    assert account.state() == untouched
