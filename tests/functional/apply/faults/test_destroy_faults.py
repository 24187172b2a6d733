"""Wherever the removal of an environment breaks off, the same command again leaves nothing of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pytest
import yaml
from stackyard.apply import Pace, Workshop
from stackyard.apply.polling import Stopped
from stackyard.errors import StackyardError
from stackyard.plan import StackSpec, Template
from stackyard.refusals import explaining
from stackyard.sweep import Declared, destroy, prove_gone
from stackyard.target import Target

from tests.fakes.account import METHOD
from tests.fakes.estate import BUCKET, Estate
from tests.fakes.stacks import make_spec, make_target
from tests.fakes.wire import Fault, Serve, Wire, no_fault
from tests.functional.apply.faults import kinds
from tests.functional.apply.faults.scenes import Desk, stack
from tests.functional.apply.faults.test_faults import stopping

KEPT = {
    "Resources": {"Plain": {"Type": BUCKET}, "Kept": {"Type": BUCKET, "DeletionPolicy": "Retain"}},
    "Outputs": {"Id": {"Value": "id"}},
}
DATA = make_spec("data", template=Template.parse(yaml.safe_dump(KEPT), "data.yaml"), protected=True)
API = stack("api", {"Get": METHOD}, takes="data")
MAIL = stack("mail", {"Queue": "AWS::SQS::Queue"})
DECLARED = Declared({DATA.name: (), API.name: (DATA.name,), MAIL.name: ()})


@dataclass(frozen=True)
class Wired(Target):
    """A target whose clients lead to an account of tests."""

    wire: Wire = field(default_factory=lambda: Wire(Estate()), compare=False)

    @cached_property
    def clients(self) -> dict[str, Any]:
        return {}

    def client(self, service: str, **options: Any) -> Any:
        if service not in self.clients:
            self.clients[service] = self.wire.attach(super().client(service, **options))
        return self.clients[service]


@dataclass
class Broom:
    """Where the command is typed that takes an environment away."""

    target: Wired = field(default_factory=lambda: Wired(**vars(make_target(access_key_id="t", secret_access_key="t"))))

    @property
    def asked(self) -> list[str]:
        return self.target.wire.asked

    def destroy(self, account: Estate, fault: Fault = no_fault, pace: Pace | None = None) -> None:
        """Do what the command does, one stack at a time, so that requests come in one order."""
        self.target.wire.renew(account, fault)
        target, pace = self.target, pace or Pace(sleep=lambda _: None)
        workshop = Workshop(target, target.client("cloudformation"), s3=target.client("s3"), pace=pace)
        with explaining(target):
            destroy(workshop, DECLARED, dry=False, at_once=1)
            prove_gone(workshop)


def deployed(*changed: StackSpec) -> Estate:
    """Make an environment of three stacks with full buckets."""
    account, desk = Estate(), Desk()
    desk.deploy(account, (DATA, API, MAIL))
    if changed:
        account.failing, account.stuck = {"Topic"}, {"Topic"}
        with pytest.raises(StackyardError):
            desk.deploy(account, changed)
        account.failing, account.stuck = set(), set()
    return account.fill()


def failed() -> Estate:
    """Make one with a stack whose update could not be taken back, and one whose deletion failed."""
    account = deployed(stack("mail", {"Queue": "AWS::SQS::Queue", "Topic": "AWS::SNS::Topic"}))
    [data] = [one for one in account.living() if one.name == DATA.name]
    data.protected = False
    account.DeleteStack(data.stack_id)
    while data.busy:
        account.answer("DescribeStacks", {})
    assert sorted(one.status for one in account.living()) == [
        "CREATE_COMPLETE",
        "DELETE_FAILED",
        "UPDATE_ROLLBACK_FAILED",
    ]
    return account


SCENES = {"whole environment": deployed, "stacks that failed before": failed}


class Trial:
    """An environment that is taken away again and again, each time with another fault."""

    def __init__(self, scene: str) -> None:
        self.broom, self.before = Broom(), SCENES[scene]()
        account = copy.deepcopy(self.before)
        self.broom.destroy(account)
        self.asked = list(self.broom.asked)
        assert nothing_left(account)
        self.points = 0

    @property
    def all(self) -> range:
        """Numbers of the requests."""
        return range(1, len(self.asked) + 1)

    def play(self, fault: Fault, pace: Pace | None = None) -> BaseException | None:
        """Destroy with a fault, and once more if that did not end well; how the first run ended."""
        self.points += 1
        account, end = copy.deepcopy(self.before), None
        try:
            self.broom.destroy(account, fault, pace)
        except (StackyardError, kinds.Killed, Stopped) as error:  # another one is a traceback that nobody understands
            end = error
            self.broom.destroy(account)
        assert nothing_left(account), fault
        return end


def nothing_left(account: Estate) -> bool:
    return not account.living() and not account.buckets


@pytest.fixture(params=SCENES)
def trial(request: pytest.FixtureRequest, record_testsuite_property: Callable[[str, object], None]) -> Iterable[Trial]:
    trial = Trial(request.param)
    assert len(trial.asked) > 30
    yield trial
    assert trial.points >= len(trial.asked)
    record_testsuite_property(f"fault points: {request.node.name}", trial.points)


def test_process_killed_after_any_request__the_same_command_leaves_nothing(trial: Trial) -> None:
    assert all(isinstance(trial.play(kinds.Kill(at)), kinds.Killed) for at in trial.all)


def test_stopped_at_any_request__the_same_command_leaves_nothing(trial: Trial) -> None:
    for at in trial.all:
        pace = Pace(sleep=lambda _: None)
        trial.play(partial(stopping, pace, at), pace)


def test_request_lost_or_refused_for_once__is_repeated_and_nothing_is_left(trial: Trial) -> None:
    ends = [trial.play(fault) for at in trial.all for fault in kinds.passing(at)]
    assert not any(ends)


def test_connection_lost_or_throttled_from_any_request_on__the_same_command_leaves_nothing(trial: Trial) -> None:
    ends = [trial.play(fault) for at in trial.all for fault in kinds.lasting(at)]
    assert all(isinstance(end, StackyardError) and end.remedy for end in ends if end)
    assert any(ends)


def test_every_documented_error_at_any_request__the_same_command_leaves_nothing(trial: Trial) -> None:
    # Of requests of one kind that follow each other, the first stands for all.
    points = [(at, name) for at, name in zip(trial.all, trial.asked, strict=True) if trial.asked[at - 2] != name]
    ends = [trial.play(fault) for at, name in points for _, fault in kinds.documented(at, name)]
    assert all(isinstance(end, StackyardError) and end.remedy for end in ends if end)
    assert any(ends)


def test_somebody_else_removes_it_at_any_request__both_end_well_or_say_so(trial: Trial) -> None:
    other = Broom()

    def meanwhile(at: int, number: int, _: str, serve: Serve) -> dict[str, Any]:
        if number == at:  # the whole of another removal happens before this request is answered
            other.destroy(trial.broom.target.wire.account)  # type: ignore[arg-type]  # an estate, as all are here
        return serve()

    ends = [trial.play(partial(meanwhile, at)) for at in trial.all]
    assert None in ends


def test_output_that_is_taken__is_there_until_nobody_takes_it() -> None:
    broom, account = Broom(), deployed()
    gone: list[str] = []

    def watching(number: int, operation: str, serve: Serve) -> dict[str, Any]:
        del number, operation
        answer = serve()
        gone.extend(
            one.name for one in account.stacks.values() if one.status == "DELETE_COMPLETE" and one.name not in gone
        )
        return answer

    broom.destroy(account, watching)
    assert gone.index(API.name) < gone.index(DATA.name)
