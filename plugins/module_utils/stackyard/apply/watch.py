"""Waits for a stack to come to rest, and tells the first failure the moment it shows, long before the rollback ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ..plan.model import StackState
from ..plan.read import state_of
from .events import Event, first_failure, read_events
from .workshop import Workshop


def describe(cloudformation: Any, name_or_id: str) -> StackState | None:
    """Read one stack; ``None`` when there is none (or, asked by id, when it is deleted)."""
    try:
        stacks = cloudformation.describe_stacks(StackName=name_or_id)["Stacks"]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            return None
        raise
    state = state_of(stacks[0])
    return None if state.status == "DELETE_COMPLETE" else state


def newest_event(cloudformation: Any, stack_id: str) -> str:
    """Id of a stack's latest event, the mark after which a new operation's events stand; empty when it has none."""
    events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
    return events[0]["EventId"] if events else ""


@dataclass
class Watch:
    """Follows one operation on one stack. ``failure`` is the first resource that failed, once one has.

    ``after`` is the event before the operation. An operation just asked for has not ``started``: until its first event
    shows, the stack may still be described as it was before, which must not be taken for the end.
    """

    workshop: Workshop
    stack_id: str
    after: str = ""
    started: bool = True
    failure: Event | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The stack's name, out of its id."""
        return self.stack_id.rpartition(":stack/")[2].partition("/")[0]

    def until_settled(self) -> StackState | None:
        """Wait until nothing is in progress; the stack as it is then, ``None`` when it is gone."""
        for _ in self.workshop.pace.looks():
            self._read_events()  # before the state: an operation whose event is there cannot look as before it
            state = describe(self.workshop.cloudformation, self.stack_id)
            if state is None or (self.started and not state.in_progress):
                return state
        raise AssertionError("looks() never ends")

    def _read_events(self) -> None:
        events = read_events(self.workshop.cloudformation, self.stack_id, after=self.after)
        self.started = self.started or bool(events)
        if self.failure is None:
            self.failure = first_failure(events)
            if self.failure:
                self.workshop.observer.resource_failed(self.name, self.failure, "")
