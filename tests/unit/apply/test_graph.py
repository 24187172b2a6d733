"""Stacks applied side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from stackyard.apply import Applied, DeployError, Observer, Pace, apply_plan
from stackyard.apply.events import Event
from stackyard.apply.polling import Stopped
from stackyard.plan import OutputRef, StackSpec, make_plan, read_stacks

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_spec, make_workshop
from tests.patience import PATIENCE_SECONDS

FAILS = (
    Step("CREATE_IN_PROGRESS"),
    Step("CREATE_IN_PROGRESS", "Queue", "CREATE_FAILED", "name is taken"),
    Step("ROLLBACK_IN_PROGRESS"),
    Step("ROLLBACK_COMPLETE"),
)


def stack(name: str, *needs: str) -> StackSpec:
    return make_spec(name, {f"From{need.title()}": OutputRef("shop", need, "Id") for need in needs}, ("Id",))


def full(name: str) -> str:
    return f"stackyard-dev-shop-{name}"


@dataclass
class Recorder(Observer):
    """Keeps what it is told, and by which thread."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def keep(self, *happened: str) -> None:
        self.told.append(happened)
        self.threads.add(threading.current_thread().name)

    def stack_waiting(self, name: str, waits_for: Sequence[str]) -> None:
        self.keep("waiting", name, *waits_for)

    def stack_started(self, name: str, action: str, reason: str) -> None:
        self.keep("started", name, action, reason)

    def resource_failed(self, name: str, event: Event, place: str) -> None:  # noqa: ARG002
        self.keep("resource failed", name, event.resource)

    def stack_finished(self, name: str, done: str, seconds: float) -> None:  # noqa: ARG002
        self.keep("finished", name, done)

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:  # noqa: ARG002
        self.keep("failed", name, cause)

    def stack_skipped(self, name: str, because: str) -> None:
        self.keep("skipped", name, because)

    def run_stopped(self, lasting: Sequence[str]) -> None:
        self.keep("stopped", *lasting)

    def of(self, kind: str) -> list[tuple[str, ...]]:
        return [happened for happened in self.told if happened[0] == kind]


@dataclass
class Meeting(FakeCloudFormation):
    """Executes no change set before as many callers as ``together`` wait at the same time to have one executed."""

    together: int = 2

    def __post_init__(self) -> None:
        self.gate = threading.Barrier(self.together, timeout=PATIENCE_SECONDS)

    def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N803
        self.gate.wait()
        super().execute_change_set(ChangeSetName, ClientRequestToken)


@dataclass
class Counting(FakeCloudFormation):
    """Remembers how many stacks were under way at most."""

    most: int = 0

    def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        with self.lock:
            self.most = max(self.most, sum(bool(one.steps) for one in self.stacks.values()))
        return super().describe_stack_events(StackName)


@dataclass
class Breaking(FakeCloudFormation):
    """Raises ``error`` instead of executing a change set of ``victim``."""

    victim: str = ""
    error: BaseException = field(default_factory=RuntimeError)

    def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N803
        if self.change_sets[ChangeSetName]["StackName"] == self.victim:
            raise self.error
        super().execute_change_set(ChangeSetName, ClientRequestToken)


def fake(kind: Callable[..., FakeCloudFormation] = FakeCloudFormation, **settings: Any) -> Any:
    return kind(outputs={full(name): {"Id": f"id-of-{name}"} for name in "abcdefgh"}, **settings)


def deploy(cloudformation: FakeCloudFormation, *specs: StackSpec, at_once: int = 8) -> tuple[list[Applied], Recorder]:
    observer = Recorder()
    plan = make_plan(specs, read_stacks(cloudformation, "stackyard-dev-"))
    return apply_plan(make_workshop(cloudformation, observer=observer), plan, at_once=at_once), observer


def fail(cloudformation: FakeCloudFormation, *specs: StackSpec) -> tuple[DeployError, Recorder]:
    observer = Recorder()
    plan = make_plan(specs, read_stacks(cloudformation, "stackyard-dev-"))
    with pytest.raises(DeployError) as caught:
        apply_plan(make_workshop(cloudformation, observer=observer), plan)
    return caught.value, observer


def test_stacks_that_need_nothing_of_each_other__are_deployed_at_the_same_time() -> None:
    applied, _ = deploy(fake(Meeting, together=3), stack("a"), stack("b"), stack("c"))
    assert [done.done for done in applied] == ["created"] * 3


def test_no_more_stacks_than_allowed__are_under_way() -> None:
    cloudformation = fake(Counting)
    deploy(cloudformation, *(stack(name) for name in "abcdefgh"), at_once=3)
    assert 1 <= cloudformation.most <= 3


def test_one_at_a_time__keeps_the_order_of_the_plan() -> None:
    cloudformation = fake()
    deploy(cloudformation, stack("b"), stack("a"), stack("c"), at_once=1)
    assert [call for call in cloudformation.calls if call.startswith("execute")] == [
        f"execute {full(name)}" for name in "bac"
    ]


def test_stack__gets_the_outputs_of_those_it_waits_for() -> None:
    cloudformation = fake()
    applied, observer = deploy(cloudformation, stack("d", "b", "c"), stack("b", "a"), stack("c", "a"), stack("a"))
    assert cloudformation.stacks[full("d")].parameters == {"FromB": "id-of-b", "FromC": "id-of-c"}
    assert observer.of("waiting")[-1] == ("waiting", full("d"), full("b"), full("c"))
    assert [done.spec.stack for done in applied] == ["a", "b", "c", "d"]


def test_results__come_in_the_order_of_the_plan_whichever_stack_is_done_first() -> None:
    slow = (*[Step("CREATE_IN_PROGRESS")] * 20, Step("CREATE_COMPLETE"))
    applied, observer = deploy(fake(scripts={full("a"): slow}), stack("a"), stack("b"))
    assert [done.spec.stack for done in applied] == ["a", "b"]
    assert len(observer.of("finished")) == 2


def test_observer__is_called_by_the_thread_that_applies_the_plan_only() -> None:
    _, observer = deploy(fake(), *(stack(name) for name in "abcd"))
    assert observer.threads == {threading.current_thread().name}


def test_failed_stack__leaves_out_those_that_need_it_and_lets_the_others_end() -> None:
    specs = [stack("a"), stack("b", "a"), stack("c", "b"), stack("d"), stack("e", "d")]
    error, observer = fail(fake(scripts={full("a"): FAILS}), *specs)
    assert list(error.failed) == [full("a")]
    assert error.skipped == {
        full("b"): f"takes outputs of {full('a')}, which failed",
        full("c"): f"takes outputs of {full('b')}, which was not begun",
    }
    assert [(done.spec.stack, done.done) for done in error.applied] == [("d", "created"), ("e", "created")]
    assert observer.of("skipped") == [("skipped", name, because) for name, because in error.skipped.items()]
    assert observer.told.index(("resource failed", full("a"), "Queue")) < observer.told.index(observer.of("failed")[0])


def test_error__has_each_failure_whole_and_what_was_not_begun() -> None:
    error, _ = fail(fake(scripts={full("a"): FAILS, full("c"): FAILS}), stack("a"), stack("b", "a"), stack("c"))
    assert str(error) == "\n\n".join(
        [
            "2 stacks could not be deployed:",
            *(
                f"stack {full(name)} could not be created; it is rolled back (ROLLBACK_COMPLETE)\n"
                "  given: Queue (AWS::SQS::Queue): name is taken\n"
                "  remedy: mend what the reason names, then run the same command again"
                for name in "ac"
            ),
            f"not begun:\n  {full('b')}: takes outputs of {full('a')}, which failed",
        ]
    )


def test_same_command_after_a_failure__ends_well() -> None:
    cloudformation = fake(scripts={full("a"): FAILS})
    fail(cloudformation, stack("a"), stack("b", "a"))
    cloudformation.scripts.clear()
    applied, _ = deploy(cloudformation, stack("a"), stack("b", "a"))
    assert [done.done for done in applied] == ["created", "created"]


def test_request_that_aws_refuses__is_the_failure_of_its_stack_only() -> None:
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "DescribeStackEvents")

    class Denying(FakeCloudFormation):
        def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
            if full("a") in StackName:
                raise denied
            return super().describe_stack_events(StackName)

    error, _ = fail(fake(Denying), stack("a"), stack("b"))
    assert list(error.failed) == [full("a")]
    assert "cannot be watched any longer: the caller may not do this" in error.problem
    assert "the same command takes it up again" in error.remedy
    assert [done.spec.stack for done in error.applied] == ["b"]


def test_mistake_in_a_thread__ends_the_run_with_its_traceback() -> None:
    cloudformation = fake(Breaking, victim=full("a"), error=ZeroDivisionError("a mistake of ours"))
    with pytest.raises(ZeroDivisionError, match="a mistake of ours"):
        deploy(cloudformation, stack("a"), stack("b", "a"))


@dataclass
class CleaningUp(FakeCloudFormation):
    """Cleans up after the update of ``slow`` until a change set of ``waits`` is executed (or for very long)."""

    slow: str = full("a")
    waits: str = full("b")
    looks: int = 1_000_000

    def _move(self, stack: FakeStack) -> None:
        if stack.name == self.slow and stack.status.endswith("CLEANUP_IN_PROGRESS"):
            self.looks -= 1
            if self.looks > 0 and f"execute {self.waits}" not in self.calls:
                return
            self.calls.append(f"cleaned up {stack.name}")
        super()._move(stack)


CLEANS_UP = (
    Step("UPDATE_IN_PROGRESS"),
    Step("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
    Step("UPDATE_COMPLETE"),
)


def updated(name: str, *needs: str) -> StackSpec:
    return replace(stack(name, *needs), tags={"changed": "yes"})


def test_stack_that_only_cleans_up__lets_others_begin_and_is_watched_to_its_end() -> None:
    cloudformation = fake(CleaningUp, update=CLEANS_UP)
    deploy(cloudformation, stack("a"))
    cloudformation.calls.clear()
    applied, observer = deploy(cloudformation, updated("a"), stack("b", "a"))
    ends = [call for call in cloudformation.calls if not call.startswith("create")]
    assert ends == [f"execute {full('a')}", f"execute {full('b')}", f"cleaned up {full('a')}"]
    assert cloudformation.stacks[full("b")].parameters == {"FromA": "id-of-a"}
    assert [(done.spec.stack, done.done) for done in applied] == [("a", "updated"), ("b", "created")]
    assert ("finished", full("a"), "updated") in observer.of("finished")


def test_stack_that_nobody_waits_for__is_not_asked_for_its_outputs_before_its_end() -> None:
    cloudformation = fake(CleaningUp, update=CLEANS_UP, looks=2)
    deploy(cloudformation, stack("a"))
    cloudformation.asked.clear()
    deploy(cloudformation, updated("a"))
    assert cloudformation.asked.count(f"stacks {full('a')}") == 1


def test_interrupted_run__begins_nothing_more_and_names_what_goes_on() -> None:
    class Interrupting(Recorder):
        def stack_finished(self, name: str, done: str, seconds: float) -> None:  # noqa: ARG002
            raise KeyboardInterrupt

    endless = tuple([Step("CREATE_IN_PROGRESS")] * 100_000)
    cloudformation = fake(scripts={full("b"): endless})
    observer = Interrupting()
    plan = make_plan([stack("a"), stack("b"), stack("c", "a")], {})
    started = threading.Event()

    def sleep(_: float) -> None:
        if f"execute {full('b')}" in cloudformation.calls:
            started.set()
        if threading.current_thread().name == full("a"):
            started.wait(PATIENCE_SECONDS)
        elif started.is_set():
            pace.stop.wait(PATIENCE_SECONDS)

    pace = Pace(sleep=sleep)
    workshop = make_workshop(cloudformation, observer=observer, pace=pace)
    with pytest.raises(KeyboardInterrupt):
        apply_plan(workshop, plan)
    assert observer.told[-1] == ("stopped", full("b"))
    assert full("c") not in cloudformation.stacks


def test_change_set_nobody_will_execute__is_removed_when_the_run_is_stopped() -> None:
    cloudformation = fake()
    pace = Pace(sleep=lambda _: None)

    class Slow(FakeCloudFormation):
        def describe_change_set(self, ChangeSetName: str) -> dict[str, Any]:  # noqa: ARG002, N803
            pace.stop.set()
            return {"Status": "CREATE_IN_PROGRESS"}

    cloudformation = fake(Slow)
    observer = Recorder()
    with pytest.raises(Stopped):
        apply_plan(make_workshop(cloudformation, observer=observer, pace=pace), make_plan([stack("a")], {}))
    assert cloudformation.change_sets == {}
    assert cloudformation.calls[-1] == f"delete {full('a')}"
    assert observer.told[-1] == ("stopped",)


def test_lost_answer_to_an_execution__is_asked_for_again_and_executes_once() -> None:
    lost = EndpointConnectionError(endpoint_url="https://cloudformation.example")

    class Losing(FakeCloudFormation):
        def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N803
            again = ClientRequestToken in self.tokens
            super().execute_change_set(ChangeSetName, ClientRequestToken)
            if not again:
                raise lost

    cloudformation = fake(Losing)
    applied, _ = deploy(cloudformation, stack("a"))
    assert applied[0].done == "created"
    assert cloudformation.calls.count(f"execute {full('a')}") == 1


def test_unchanged_stacks__cost_one_request_altogether() -> None:
    cloudformation = fake()
    specs = [stack(name) for name in "abcdefgh"]
    deploy(cloudformation, *specs)
    cloudformation.asked.clear()
    cloudformation.calls.clear()
    applied, _ = deploy(cloudformation, *specs)
    assert {done.done for done in applied} == {"unchanged"}
    assert (cloudformation.asked, cloudformation.calls) == (["stacks "], [])


def test_waiting_for_a_stack__takes_one_request_a_look_and_one_at_the_end() -> None:
    cloudformation = fake(scripts={full("a"): (*[Step("CREATE_IN_PROGRESS")] * 30, Step("CREATE_COMPLETE"))})
    deploy(cloudformation, stack("a"))
    assert cloudformation.asked.count(f"events {full('a')}") == 31
    assert cloudformation.asked.count(f"stacks {full('a')}") == 1
