"""Waiting for a stack to come to rest."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from stackyard.apply import Observer, Pace
from stackyard.apply.asking import TRIES
from stackyard.apply.events import Event
from stackyard.apply.watch import LeftRunning, Watch, describe, newest_event
from stackyard.errors import StackyardError

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack, Step
from tests.fakes.stacks import make_target, make_workshop


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


def test_events_of_the_operation__are_passed_on_once_and_in_order() -> None:
    class Listening(Observer):
        def __init__(self) -> None:
            self.heard: list[str] = []

        def resource_event(self, name: str, event: Event) -> None:
            self.heard.append(f"{name} {event.resource} {event.status}")

    fake, stack = running(
        Step("CREATE_IN_PROGRESS", "Queue", "CREATE_IN_PROGRESS"),
        Step("CREATE_IN_PROGRESS", "Queue", "CREATE_COMPLETE"),
        Step("CREATE_COMPLETE"),
    )
    observer = Listening()
    Watch(make_workshop(fake, observer=observer), stack.stack_id).until_settled()
    assert observer.heard == [
        "shop shop CREATE_IN_PROGRESS",
        "shop Queue CREATE_IN_PROGRESS",
        "shop shop CREATE_IN_PROGRESS",
        "shop Queue CREATE_COMPLETE",
        "shop shop CREATE_COMPLETE",
    ]


def test_end_whose_event_never_shows__is_found_all_the_same() -> None:
    class Forgetful(FakeCloudFormation):
        def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
            super().describe_stack_events(StackName)
            return {"StackEvents": []}

    fake = Forgetful()
    stack = fake.add(
        FakeStack("shop", "CREATE_IN_PROGRESS", steps=[Step("CREATE_IN_PROGRESS")] * 9 + [Step("CREATE_COMPLETE")])
    )
    state = Watch(make_workshop(fake), stack.stack_id).until_settled()
    assert state is not None
    assert state.status == "CREATE_COMPLETE"


def test_stack_at_rest__is_found_so_at_the_first_look() -> None:
    fake = FakeCloudFormation()
    stack = fake.add(FakeStack("shop", "CREATE_COMPLETE"))
    slept: list[float] = []
    workshop = make_workshop(fake, pace=Pace(sleep=slept.append))
    assert Watch(workshop, stack.stack_id).until_settled() is not None
    assert slept == []


def test_stop_while_waiting__leaves_the_operation_to_cloudformation() -> None:
    fake, stack = running(*[Step("CREATE_IN_PROGRESS")] * 100)
    pace = Pace(sleep=lambda _: pace.stop.set())
    with pytest.raises(LeftRunning, match="shop"):
        Watch(make_workshop(fake, pace=pace), stack.stack_id).until_settled()
    assert not any(call.startswith("delete") for call in fake.calls)


def test_connection_lost_for_a_while__is_borne() -> None:
    fake, stack = losing(TRIES - 1)
    state = Watch(make_workshop(fake), stack.stack_id).until_settled()
    assert state is not None
    assert state.status == "CREATE_COMPLETE"


def test_connection_lost_for_good__says_that_the_work_goes_on() -> None:
    fake, stack = losing(TRIES)
    with pytest.raises(StackyardError) as caught:
        Watch(make_workshop(fake), stack.stack_id).until_settled()
    assert str(caught.value) == (
        "stack shop is being changed, but cannot be watched any longer: AWS cannot be reached\n"
        '  given: EndpointConnectionError: Could not connect to the endpoint URL: "https://x"\n'
        "  remedy: check the network, the proxy (HTTPS_PROXY) and the region's name; "
        "CloudFormation goes on by itself, and the same command takes it up again"
    )


def losing(times: int) -> tuple[FakeCloudFormation, FakeStack]:
    """A stack whose events cannot be read at first, because the connection is lost."""

    class Losing(FakeCloudFormation):
        left = times

        def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
            if self.left:
                self.left -= 1
                raise EndpointConnectionError(endpoint_url="https://x")
            return super().describe_stack_events(StackName)

    fake = Losing()
    steps = [Step("CREATE_IN_PROGRESS"), Step("CREATE_COMPLETE")]
    return fake, fake.add(FakeStack("shop", "CREATE_IN_PROGRESS", steps=steps))


def test_expired_session__says_what_to_type_and_that_the_work_goes_on() -> None:
    class Expired(FakeCloudFormation):
        def describe_stack_events(self, StackName: str) -> dict[str, Any]:  # noqa: N803
            raise ClientError({"Error": {"Code": "ExpiredToken", "Message": StackName}}, "DescribeStackEvents")

    fake = Expired()
    stack = fake.add(FakeStack("shop", "CREATE_IN_PROGRESS"))
    workshop = make_workshop(fake, target=make_target(profile="work"))
    with pytest.raises(StackyardError) as caught:
        Watch(workshop, stack.stack_id).until_settled()
    assert caught.value.remedy.startswith("aws sso login --profile work")
    assert "CloudFormation goes on by itself" in caught.value.remedy


def cleaning(*attempts: Step) -> tuple[Watch, list[str], list[dict[str, str]]]:
    """Watch an update to its end that cleans up; what was told, and which outputs were told early."""
    told: list[str] = []
    early: list[dict[str, str]] = []
    fake, stack = running(Step("UPDATE_IN_PROGRESS"), *attempts, Step("UPDATE_COMPLETE"))
    stack.outputs = {"Name": "new"}
    watch = Watch(make_workshop(fake, told), stack.stack_id, early=lambda found: early.append(dict(found)))
    state = watch.until_settled()
    assert state is not None
    assert state.status == "UPDATE_COMPLETE"
    return watch, told, early


def clean_up(status: str, reason: str = "") -> Step:
    return Step("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Old", status, reason)


def test_clean_up__tells_the_outputs_once_and_fails_nothing() -> None:
    watch, told, early = cleaning(clean_up("DELETE_IN_PROGRESS"), clean_up("DELETE_COMPLETE"))
    assert (watch.failure, told, early) == (None, [], [{"Name": "new"}])


def test_clean_up_that_cannot_remove_something__names_it_and_why() -> None:
    watch, told, _ = cleaning(clean_up("DELETE_FAILED", "bucket is not empty"))
    assert watch.failure is None
    assert told == [
        "shop: Old (AWS::SQS::Queue ) could not be removed, and is left in the account, outside of any stack: "
        "bucket is not empty"
    ]


def test_clean_up_that_succeeds_at_the_second_time__has_nothing_to_tell() -> None:
    _, told, _ = cleaning(clean_up("DELETE_FAILED", "in use"), clean_up("DELETE_COMPLETE"))
    assert told == []


def test_rollback_that_cleans_up__tells_no_outputs() -> None:
    early: list[dict[str, str]] = []
    fake, stack = running(
        Step("UPDATE_IN_PROGRESS", "Queue", "UPDATE_FAILED", "limit exceeded"),
        Step("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        Step("UPDATE_ROLLBACK_COMPLETE"),
    )
    watch = Watch(make_workshop(fake), stack.stack_id, early=lambda found: early.append(dict(found)))
    watch.until_settled()
    assert watch.cause == "Queue (AWS::SQS::Queue): limit exceeded"
    assert early == []
