"""Events, and the cause among them."""

from __future__ import annotations

from stackyard.apply.events import Event, first_failure, read_events

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack

STACK = "AWS::CloudFormation::Stack"


def event(resource: str, status: str, reason: str = "", kind: str = "AWS::SQS::Queue") -> Event:
    return Event("1", resource, kind, status, reason)


def test_first_failure__is_the_cause_not_its_consequences() -> None:
    events = [
        event("Role", "CREATE_IN_PROGRESS"),
        event("Topic", "CREATE_FAILED", "Resource creation cancelled"),
        event("Queue", "CREATE_FAILED", "name is taken"),
        event("Bucket", "CREATE_FAILED", "also bad"),
        event("shop", "ROLLBACK_IN_PROGRESS", "failed to create: [Queue]", STACK),
    ]
    assert first_failure(events) == events[2]


def test_stack_itself__is_named_only_when_no_resource_failed() -> None:
    of_stack = event("shop", "DELETE_FAILED", "not allowed", STACK)
    assert first_failure([of_stack]) == of_stack
    assert first_failure([of_stack, event("Bucket", "DELETE_FAILED", "not empty")]).resource == "Bucket"  # type: ignore[union-attr]


def test_no_failure__is_none() -> None:
    assert first_failure([event("Queue", "CREATE_COMPLETE")]) is None


def test_events__come_oldest_first_and_only_those_after_the_mark() -> None:
    history = [{"EventId": str(number), "LogicalResourceId": f"R{number}"} for number in range(4)]
    fake = FakeCloudFormation()
    stack = fake.add(FakeStack("shop", "CREATE_COMPLETE", events=history))
    assert [found.resource for found in read_events(fake, stack.stack_id)] == ["R0", "R1", "R2", "R3"]
    assert [found.resource for found in read_events(fake, stack.stack_id, after="1")] == ["R2", "R3"]


def test_running_operation__has_the_events_since_the_last_one_ended() -> None:
    fake = FakeCloudFormation()
    stack = fake.add(FakeStack("shop", "UPDATE_IN_PROGRESS"))
    own = {"LogicalResourceId": "shop", "ResourceType": STACK, "PhysicalResourceId": stack.stack_id}
    nested = {"LogicalResourceId": "Inner", "ResourceType": STACK, "PhysicalResourceId": "another one"}
    history = [
        {**own, "ResourceStatus": "CREATE_COMPLETE"},
        {**own, "ResourceStatus": "UPDATE_IN_PROGRESS"},
        {**nested, "ResourceStatus": "UPDATE_COMPLETE"},
        {"LogicalResourceId": "Queue", "ResourceStatus": "UPDATE_FAILED"},
    ]
    stack.events += [{"EventId": str(number), **told} for number, told in enumerate(history)]
    found = read_events(fake, stack.stack_id, running=True)
    assert [one.resource for one in found] == ["shop", "Inner", "Queue"]


def test_stack_under_review__counts_as_at_rest() -> None:
    review = Event("1", "shop", STACK, "REVIEW_IN_PROGRESS", "", physical_id="id")
    assert review.ends("id")
    assert not Event("2", "shop", STACK, "CREATE_IN_PROGRESS", "", physical_id="id").ends("id")
