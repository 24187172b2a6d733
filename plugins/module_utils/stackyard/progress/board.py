"""What a running deployment looks like at a moment: one row a stack, kept up to date by what is told.

Nothing is drawn here and no clock is read but the one given, so that every moment can be tested.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..apply.changes import Change
from ..apply.events import STACK, Event
from ..apply.observer import Observer
from ..plan.model import Action, Plan
from .durations import Durations

_DOING = {"create": "creating", "update": "updating", "recover": "recovering", "delete": "deleting"}


class Standing(StrEnum):
    """How far a stack is, as far as rows are ordered and coloured by it."""

    RUNNING = "running"
    FAILED = "failed"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass
class Row:
    """One stack: ``label`` for people, ``phase`` in a word or two, resources ``done`` of ``total``.

    ``under_way`` holds the moment at which work on each resource began, ``doing`` the phase that follows preparations;
    ``began`` is ``None`` before the stack's turn,
    ``seconds`` is known at its end, ``last`` is how long the same took the last time.
    """

    label: str
    phase: str = ""
    standing: Standing = Standing.WAITING
    total: int = 0
    done: set[str] = field(default_factory=set)
    under_way: dict[str, float] = field(default_factory=dict)
    doing: str = ""
    began: float | None = None
    seconds: float | None = None
    last: float | None = None

    def elapsed(self, now: float) -> float:
        """Seconds of work on it so far, or in the end."""
        if self.seconds is not None:
            return self.seconds
        return now - self.began if self.began is not None else 0.0

    def slowest(self, now: float) -> tuple[str, float] | None:
        """The resource that is under way for the longest time, and its seconds."""
        name = min(self.under_way, key=lambda one: self.under_way[one], default=None)
        return (name, now - self.under_way[name]) if name else None


@dataclass
class Board(Observer):
    """All stacks that a deployment touches, in the plan's order. Stacks that are as wanted have no row."""

    durations: Durations = field(default_factory=Durations)
    clock: Callable[[], float] = time.monotonic
    rows: dict[str, Row] = field(default_factory=dict)
    began: float = 0.0

    def run_started(self, plan: Plan) -> None:
        """Make a row for each stack that is not as it is wanted."""
        self.began = self.clock()
        for planned in plan.stacks:
            if planned.action is not Action.UNCHANGED:
                self.rows[planned.spec.name] = Row(f"{planned.spec.system}.{planned.spec.stack}", "waiting")

    def removal_started(self, labels: Mapping[str, str]) -> None:
        """Make a row for each stack that goes."""
        self.began = self.clock()
        self.rows |= {name: Row(label, "waiting") for name, label in labels.items()}

    def removal_known(self, name: str, count: int) -> None:
        """Know how many resources go with a stack."""
        if row := self.rows.get(name):
            row.phase, row.total, row.done = row.doing, count, set()

    def stack_waiting(self, name: str, waits_for: Sequence[str]) -> None:
        """Say what is waited for, as long as that is anything."""
        if name in self.rows and (others := [self.rows[one].label for one in waits_for if one in self.rows]):
            self.rows[name].phase = f"waits for {', '.join(others)}"

    def stack_started(self, name: str, action: str, reason: str) -> None:  # noqa: ARG002  # as Observer says
        """Begin to count the seconds; a stack that recovers first is begun twice."""
        row = self.rows.setdefault(name, Row(name))
        row.standing, row.phase, row.last = Standing.RUNNING, "preparing", self.durations.last(name, action)
        row.doing = _DOING.get(action, action)
        if action == Action.RECOVER:
            row.phase = row.doing
        row.began = self.clock() if row.began is None else row.began

    def changes_known(self, name: str, changes: Sequence[Change]) -> None:
        """Know how many resources there are to do; a second change set begins to count again."""
        if row := self.rows.get(name):
            row.phase = row.doing
            row.total, row.done = len({change.resource for change in changes}), set()
            row.under_way.clear()

    def resource_event(self, name: str, event: Event) -> None:
        """Follow a resource, or what the stack as a whole is doing."""
        row = self.rows.get(name)
        if row is None:
            return
        if event.resource_type == STACK and event.resource == name:
            self._follow_stack(row, event.status)
        elif event.status.endswith("_IN_PROGRESS"):
            row.under_way.setdefault(event.resource, self.clock())
        else:
            row.under_way.pop(event.resource, None)
            row.done.add(event.resource)

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """End a row well."""
        self._end(name, Standing.DONE, done, seconds)

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:  # noqa: ARG002  # as Observer says
        """End a row badly; why stands above the rows."""
        self._end(name, Standing.FAILED, "FAILED", seconds)

    def stack_skipped(self, name: str, because: str) -> None:  # noqa: ARG002  # as Observer says
        """End a row that never began."""
        self._end(name, Standing.SKIPPED, "not begun", 0.0)

    def _end(self, name: str, standing: Standing, phase: str, seconds: float) -> None:
        if row := self.rows.get(name):
            row.standing, row.phase, row.seconds = standing, phase, seconds
            row.under_way.clear()

    @staticmethod
    def _follow_stack(row: Row, status: str) -> None:
        """Take the phase from the stack's own status; a rollback does everything once more."""
        if not status.endswith("_IN_PROGRESS") or status.startswith("REVIEW"):
            return
        phase = "creating" if status.startswith("CREATE") else "updating"
        for word, meant in (("CLEANUP", "cleaning up"), ("ROLLBACK", "rolling back"), ("DELETE", "deleting")):
            if word in status:
                phase = meant
                break
        if phase not in (row.phase, "cleaning up"):
            row.done, row.total = set(), 0 if phase in ("rolling back", "deleting") else row.total
            row.under_way.clear()
        row.phase = phase
