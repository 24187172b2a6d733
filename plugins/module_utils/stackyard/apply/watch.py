"""Waits for a stack to come to rest, and tells the first failure the moment it shows, long before the rollback ends.

A look costs one call: a stack's events say both what happens and when it is over. Only then is the stack itself asked
for, and now and then when it has been quiet, in case an event got lost. One listing of all stacks for everybody who
waits would come on top of the events, not instead of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..plan.model import StackState
from ..plan.read import state_of
from ..refusals import explain, message_of
from .asking import AwsError, ask
from .events import REVIEW, Event, first_failure, read_events
from .polling import Stopped
from .workshop import Workshop

_CLEANING = "_CLEANUP_IN_PROGRESS"
_QUIET = 3  # looks without news after which the stack itself is asked for


Early = Callable[[Mapping[str, str]], None]


class LeftRunning(Stopped):
    """The deployment is to end while CloudFormation is at work on a stack: that work goes on."""


def describe(cloudformation: Any, name_or_id: str) -> StackState | None:
    """Read one stack; ``None`` when there is none (or, asked by id, when it is deleted)."""
    try:
        stacks = cloudformation.describe_stacks(StackName=name_or_id)["Stacks"]
    except ClientError as error:
        if "does not exist" in message_of(error):
            return None
        raise
    state = state_of(stacks[0])
    return None if state.status == "DELETE_COMPLETE" else state


def newest_event(cloudformation: Any, stack_id: str) -> str:
    """Id of a stack's latest event, the mark after which a new operation's events stand; empty when it has none."""
    events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
    return events[0]["EventId"] if events else ""


def no_place(resource: str) -> str:
    """Know of no line in a template that a resource comes from."""
    del resource
    return ""


@dataclass
class Watch:
    """Follows one operation on one stack. ``failure`` is the first resource that failed, once one has.

    ``after`` is the event before the operation. An operation just asked for has not ``started``: until its first event
    shows, the stack may still be described as it was before, which must not be taken for the end. ``place`` gives the
    line of a template (``file:line``) that a logical id comes from, or nothing. ``early`` is told the stack's outputs
    when an update has made everything and only cleans up. That fails no update: what cannot be removed then is told.
    """

    workshop: Workshop
    stack_id: str
    after: str = ""
    started: bool = True
    place: Callable[[str], str] = no_place
    early: Early | None = None
    failure: Event | None = field(default=None, init=False)
    _cleaning: str = field(default="", init=False)
    _left: dict[str, Event] = field(default_factory=dict, init=False)
    _ended: bool = field(default=False, init=False)
    _quiet: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.started and not self.after:  # without a mark, silence means most likely that nothing is running
            self._quiet = _QUIET - 1

    @property
    def name(self) -> str:
        """The stack's name, out of its id."""
        return self.stack_id.rpartition(":stack/")[2].partition("/")[0]

    @property
    def cause(self) -> str:
        """The first failure in one line; empty when nothing failed."""
        if self.failure is None:
            return ""
        place = self.place(self.failure.resource)
        cause = f"{self.failure.resource} ({self.failure.resource_type}): {self.failure.reason}"
        return f"{cause} ({place})" if place else cause

    def until_settled(self) -> StackState | None:
        """Wait until nothing is in progress; the stack as it is then, ``None`` when it is gone.

        Raises ``LeftRunning`` when the deployment is to end, ``StackyardError`` when AWS cannot be asked any more.
        """
        try:
            return self._settled()
        except Stopped as stopped:
            raise LeftRunning(self.name) from stopped
        except AwsError as error:
            raise self._out_of_sight(error) from error

    def _settled(self) -> StackState | None:
        cloudformation = self.workshop.cloudformation
        for _ in self.workshop.pace.looks():
            over = self._over()
            self._tell_outputs()
            if not over:
                continue
            # After the events: an operation whose event is there cannot look as before it.
            state = ask(self.workshop, lambda: describe(cloudformation, self.stack_id))
            if state is None or (self.started and not state.in_progress):
                self._tell_leftovers()
                return state
        raise AssertionError("looks() never ends")

    def _over(self) -> bool:
        """Read what is new; whether the operation seems to be over, or has been quiet for a while."""
        news = self._news()
        for event in news:
            self.workshop.observer.resource_event(self.name, event)
        blamed = [event for event in news if self._may_be_blamed(event)]
        if news:
            self.after = news[-1].event_id
            self.started = self.started or any(event.status != REVIEW for event in news)
            self._note_failure(blamed)
        self._quiet = 0 if news else self._quiet + 1
        return (self.started and self._ended) or (not news and self._quiet % _QUIET == 0)

    def _may_be_blamed(self, event: Event) -> bool:
        """Follow what the stack as a whole says; whether a failure would be one of the operation, not of a clean-up."""
        if event.of(self.stack_id):
            self._ended = event.ends(self.stack_id)
            self._cleaning = event.status if event.status.endswith(_CLEANING) else ""
            return True
        if not self._cleaning:
            return True
        if event.status == "DELETE_FAILED":
            self._left[event.physical_id or event.resource] = event
        else:  # it succeeds at the second or third time
            self._left.pop(event.physical_id or event.resource, None)
        return False

    def _tell_outputs(self) -> None:
        """Tell the outputs early, once, while an update cleans up."""
        if self.early is None or self._ended or "ROLLBACK" in self._cleaning or not self._cleaning:
            return
        state = ask(self.workshop, lambda: describe(self.workshop.cloudformation, self.stack_id))
        if state and state.status.startswith("UPDATE_COMPLETE"):
            self.early(state.outputs)
            self.early = None

    def _tell_leftovers(self) -> None:
        """Tell what a clean-up could not remove, which is in no stack any more."""
        for one in self._left.values():
            what = f"{one.resource} ({one.resource_type} {one.physical_id})"
            fate = f"could not be removed, and is left in the account, outside of any stack: {one.reason}"
            self.workshop.observer.note(f"{self.name}: {what} {fate}")

    def _news(self) -> list[Event]:
        cloudformation, running = self.workshop.cloudformation, self.started and not self.after
        return ask(self.workshop, lambda: read_events(cloudformation, self.stack_id, after=self.after, running=running))

    def _note_failure(self, news: list[Event]) -> None:
        if self.failure is None:
            self.failure = first_failure(news)
            if self.failure:
                place = self.place(self.failure.resource)
                self.workshop.observer.resource_failed(self.name, self.failure, place)

    def _out_of_sight(self, error: Any) -> StackyardError:
        explained = explain(error, self.workshop.target)
        return StackyardError(
            f"stack {self.name} is being changed, but cannot be watched any longer: {explained.problem}",
            given=explained.given,
            remedy=f"{explained.remedy}; CloudFormation goes on by itself, and the same command takes it up again",
        )
