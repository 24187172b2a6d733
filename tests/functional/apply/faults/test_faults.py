"""Proof by faults: wherever a deployment breaks off, the same command again ends where it would have ended at once.

Every request of each scene is a point at which everything here goes wrong in turn. The account keeps CloudFormation's
rules (``tests/fakes/account.py``), the clients are real ones. How many points were tried stands in the properties of
the suite (``--junit-xml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from stackyard.apply import Pace
from stackyard.apply.polling import Stopped
from stackyard.errors import StackyardError

from tests.fakes.account import Account
from tests.fakes.wire import Fault, Serve
from tests.functional.apply.faults import kinds
from tests.functional.apply.faults.scenes import OTHERS, SCENES, Desk, fresh


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


class Trial:
    """A scene that is played again and again, each time with another fault; ``asked`` are its requests without one."""

    def __init__(self, desk: Desk, scene: str) -> None:
        self.desk, self.specs = desk, SCENES[scene].specs
        self.before = SCENES[scene].before(desk)
        account = fresh(self.before)
        desk.deploy(account, self.specs)
        self.after, self.asked = outcome(account), list(desk.wire.asked)
        assert all(stack["healthy"] and not stack["change sets"] for stack in self.after.values())
        self.points = 0

    @property
    def all(self) -> range:
        """Numbers of the requests."""
        return range(1, len(self.asked) + 1)

    def play(self, fault: Fault, **habits: Any) -> Exception | kinds.Killed | None:
        """Deploy with a fault, and once more if that did not end well; how the first run ended."""
        self.points += 1
        account, end = fresh(self.before), None
        try:
            self.desk.deploy(account, self.specs, fault, **habits)
        except (StackyardError, kinds.Killed, Stopped) as error:  # another one is a traceback that nobody understands
            end = error
            self.desk.deploy(account, self.specs)
        assert outcome(account) == self.after, fault
        assert buckets(self.before).items() <= buckets(account).items(), fault
        return end


def outcome(account: Account) -> dict[str, Any]:
    """What the account holds in the end, whichever name the second deployment of an API without a route has."""
    state = account.state()
    for stack in state.values():
        stack["resources"] = {name.removesuffix("Again"): given for name, given in stack["resources"].items()}
    return state


def buckets(account: Account) -> dict[tuple[str, str], str]:
    """Physical ids of what data may be in: it has to be the same bucket after all."""
    found = [(stack.name, name, one) for stack in account.living() for name, one in stack.resources.items()]
    return {(stack, name): one.physical_id for stack, name, one in found if name == "Bucket"}


@pytest.fixture(params=SCENES)
def trial(
    request: pytest.FixtureRequest, desk: Desk, record_testsuite_property: Callable[[str, object], None]
) -> Iterable[Trial]:
    trial = Trial(desk, request.param)
    assert len(trial.asked) > 20
    yield trial
    assert trial.points >= len(trial.asked)
    record_testsuite_property(f"fault points: {request.node.name}", trial.points)


def test_process_killed_after_any_request__the_same_command_ends_as_if_nothing_had_been(trial: Trial) -> None:
    assert all(isinstance(trial.play(kinds.Kill(at)), kinds.Killed) for at in trial.all)


def test_stopped_at_any_request__the_same_command_ends_as_if_nothing_had_been(trial: Trial) -> None:
    for at in trial.all:
        pace = Pace(sleep=lambda _: None)
        trial.play(partial(stopping, pace, at), pace=pace)


def test_request_lost_or_refused_for_once__is_repeated_and_the_run_ends_well(trial: Trial) -> None:
    # Nothing has begun at the first request, the listing of all stacks: its fault is told.
    told = {
        (at, trial.asked[at - 1]): end for at in trial.all for fault in kinds.passing(at) if (end := trial.play(fault))
    }
    assert list(told) in ([], [(1, "DescribeStacks")])


def test_connection_lost_or_throttled_from_any_request_on__the_same_command_ends_as_if_nothing_had_been(
    trial: Trial,
) -> None:
    ends = [trial.play(fault) for at in trial.all for fault in kinds.lasting(at)]
    assert all(isinstance(end, StackyardError) and end.remedy for end in ends if end)
    assert any(ends)


def test_every_documented_error_at_any_request__the_same_command_ends_as_if_nothing_had_been(trial: Trial) -> None:
    # Of looks that follow each other, the first stands for all.
    points = [(at, name) for at, name in zip(trial.all, trial.asked, strict=True) if trial.asked[at - 2] != name]
    ends = [(code, trial.play(fault)) for at, name in points for code, fault in kinds.documented(at, name)]
    told = {code: [str(end) for of, end in ends if end and of == code] for code, _ in ends}
    assert [text for text in told["ExpiredTokenException"] if "the session has expired" not in text] == []
    assert [text for text in told["InternalFailure"] if "AWS is too busy, or has a fault" not in text] == []
    assert told["ValidationError"]


def test_somebody_else_deploys_the_same_at_any_request__both_end_well(trial: Trial) -> None:
    other = partial(Desk().deploy, specs=trial.specs)
    ends = [trial.play(partial(meanwhile, other, trial, at)) for at in trial.all]
    assert not any(ends)


def test_somebody_else_deploys_something_else_at_any_request__every_stack_is_whole_and_the_same_command_ends_well(
    desk: Desk,
) -> None:
    trial, told, other = Trial(desk, "changed templates"), set[str](), partial(Desk().deploy, specs=OTHERS)
    for at in trial.all:
        account = fresh(trial.before)
        try:
            desk.deploy(account, trial.specs, partial(meanwhile, other, trial, at))
        except StackyardError as error:
            told.add(error.remedy)
        assert all(stack["healthy"] and not stack["change sets"] for stack in account.state().values())
        desk.deploy(account, trial.specs)  # each stack is as whoever came last wants it: one more run makes it one
        assert without_routes(outcome(account)) == without_routes(trial.after), at
    assert told == {"look at what they deployed, then run the same command again, one at a time"}


def meanwhile(deploy: Callable[[Account], None], trial: Trial, at: int, number: int, _: str, serve: Serve) -> Any:
    """Let the whole of another deployment happen before request ``at`` is answered."""
    if number == at:
        deploy(trial.desk.wire.account)
    return serve()


def without_routes(outcome: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an API serves: which routes a removed deployment of somebody else served is nobody's wish."""
    return {name: {**stack, "served": ()} for name, stack in outcome.items()}


def stopping(pace: Pace, at: int, number: int, operation: str, serve: Serve) -> dict[str, object]:
    """Answer everything, but tell the run to end at request ``at``, as Ctrl-C does."""
    del operation
    if number == at:
        pace.stop.set()
    return serve()
