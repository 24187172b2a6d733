"""Waiting for a stack to come to rest."""

from __future__ import annotations

from stackyard.apply.watch import Watch, describe, newest_event

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_workshop


def running(*steps: Step) -> tuple[FakeCloudFormation, FakeStack]:
    fake = FakeCloudFormation()
    return fake, fake.add(FakeStack("shop", "CREATE_IN_PROGRESS", steps=list(steps)))


def test_missing_stack__is_none() -> None:
    assert describe(FakeCloudFormation(), "shop") is None


def test_operation__is_followed_to_its_end() -> None:
    fake, stack = running(Step("CREATE_IN_PROGRESS"), Step("CREATE_IN_PROGRESS"), Step("CREATE_COMPLETE"))
    state = Watch(make_workshop(fake), stack.stack_id).until_settled()
    assert state is not None
    assert state.status == "CREATE_COMPLETE"


def test_failure__is_told_before_the_rollback_ends() -> None:
    told: list[str] = []
    fake, stack = running(
        Step("CREATE_IN_PROGRESS", "Queue", "CREATE_FAILED", "name is taken"),
        Step("ROLLBACK_IN_PROGRESS", "Topic", "CREATE_FAILED", "later trouble"),
        Step("ROLLBACK_COMPLETE"),
    )
    watch = Watch(make_workshop(fake, told), stack.stack_id)
    state = watch.until_settled()
    assert told == ["shop: Queue failed: name is taken"]
    assert watch.failure is not None
    assert watch.failure.resource == "Queue"
    assert state is not None
    assert state.status == "ROLLBACK_COMPLETE"


def test_state_from_before_the_operation__is_not_taken_for_its_end() -> None:
    fake = FakeCloudFormation()
    stack = fake.add(FakeStack("shop", "CREATE_COMPLETE", events=[{"EventId": "old"}]))
    mark = newest_event(fake, stack.stack_id)
    late = [Step("UPDATE_IN_PROGRESS"), Step("UPDATE_COMPLETE")]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:  # only now does CloudFormation begin
            stack.steps = late

    workshop = make_workshop(fake)
    object.__setattr__(workshop.pace, "sleep", sleep)
    state = Watch(workshop, stack.stack_id, after=mark, started=False).until_settled()
    assert state is not None
    assert state.status == "UPDATE_COMPLETE"


def test_deleted_stack__is_none_at_the_end() -> None:
    fake, stack = running(Step("DELETE_IN_PROGRESS"), Step("DELETE_COMPLETE"))
    assert Watch(make_workshop(fake), stack.stack_id).until_settled() is None


def test_stack_without_events__has_no_mark() -> None:
    fake = FakeCloudFormation()
    assert newest_event(fake, fake.add(FakeStack("shop", "CREATE_COMPLETE")).stack_id) == ""
