"""What CloudFormation says while it works: new events in order, and the one failure that caused all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STACK = "AWS::CloudFormation::Stack"
REVIEW = "REVIEW_IN_PROGRESS"
# Resources that were fine until another one failed; naming them would hide the cause.
_CONSEQUENCES = ("cancelled", "canceled")


@dataclass(frozen=True)
class Event:
    """One line of a stack's history; ``at`` is the account's own time, ``token`` that of the request behind it."""

    event_id: str
    resource: str
    resource_type: str
    status: str
    reason: str
    physical_id: str = ""
    at: datetime | None = None
    token: str = ""

    @property
    def failed(self) -> bool:
        """Whether it tells of a cause (not of a resource given up because of another one)."""
        return self.status.endswith("_FAILED") and not any(word in self.reason.lower() for word in _CONSEQUENCES)

    def of(self, stack_id: str) -> bool:
        """Whether it is about the stack as a whole."""
        return self.resource_type == STACK and self.physical_id == stack_id

    def ends(self, stack_id: str) -> bool:
        """Whether it is the stack's own word that no operation is running (any more)."""
        return self.of(stack_id) and (self.status == REVIEW or not self.status.endswith("_IN_PROGRESS"))


def read_events(cloudformation: Any, stack_id: str, *, after: str = "", running: bool = False) -> list[Event]:
    """Events of a stack since the one with id ``after``, oldest first.

    ``running``: only those of the operation that is running now, however long the stack's history is.
    """
    found: list[Event] = []
    for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack_id):
        for told in page["StackEvents"]:  # newest first
            event = _event(told)
            if event.event_id == after or (running and event.ends(stack_id)):
                return found[::-1]
            found.append(event)
    return found[::-1]


def first_failure(events: Sequence[Event]) -> Event | None:
    """The first resource that failed; the stack's own line only when no resource did."""
    failures = [event for event in events if event.failed]
    resources = [event for event in failures if event.resource_type != STACK]
    return next(iter(resources or failures), None)


def _event(event: dict[str, Any]) -> Event:
    return Event(
        event_id=event["EventId"],
        resource=event.get("LogicalResourceId", ""),
        resource_type=event.get("ResourceType", ""),
        status=event.get("ResourceStatus", ""),
        reason=event.get("ResourceStatusReason", ""),
        physical_id=event.get("PhysicalResourceId", ""),
        at=event.get("Timestamp"),
        token=event.get("ClientRequestToken", ""),
    )
