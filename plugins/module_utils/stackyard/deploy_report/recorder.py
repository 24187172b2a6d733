"""Keeps what a running deployment tells, for the report that is written at its end, however that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..apply.changes import Change
from ..apply.events import REVIEW, STACK, Event
from ..apply.observer import Observer
from ..plan.model import Plan
from ..preview.echoes import without_echoes
from .model import Ending, Span, StackRun

_VERBS = {"CREATE": "create", "UPDATE": "update", "DELETE": "delete", "IMPORT": "import"}


@dataclass
class Recorder(Observer):
    """Observer that remembers; ``stacks`` gives what it knows so far. ``clock`` is for events without a time."""

    clock: Callable[[], float] = time.time
    _stacks: dict[str, StackRun] = field(default_factory=dict)
    _spans: dict[str, list[Span]] = field(default_factory=dict)
    _open: dict[tuple[str, str], Span] = field(default_factory=dict)
    _rolling: set[str] = field(default_factory=set)

    def stacks(self, outputs: Mapping[str, Mapping[str, str]]) -> tuple[StackRun, ...]:
        """Everything so far, in the plan's order; ``outputs`` by full name, masked."""
        return tuple(
            replace(stack, spans=tuple(self._all_spans(name)), outputs=dict(outputs.get(name, {})))
            for name, stack in self._stacks.items()
        )

    def run_started(self, plan: Plan) -> None:
        """Know the stacks."""
        for planned in plan.stacks:
            spec = planned.spec
            self._stacks[spec.name] = StackRun(spec.name, spec.system, spec.stack, planned.action, planned.reason)

    def stack_started(self, name: str, action: str, reason: str) -> None:
        """Keep what is really done, which is decided again when it is a stack's turn."""
        self._change(name, action=action, reason=reason)

    def changes_known(self, name: str, changes: Sequence[Change]) -> None:
        """Keep what a change set does."""
        if name in self._stacks:
            real = {one["LogicalResourceId"] for one in without_echoes([one.told for one in changes if one.told])}
            worth = [one for one in changes if one.worth_telling and (one.resource in real or not one.told)]
            told = tuple((_sign(one), one.resource, one.resource_type) for one in worth)
            self._change(name, changes=(*self._stacks[name].changes, *told))

    def resource_event(self, name: str, event: Event) -> None:
        """Begin or end a span."""
        moment = event.at.timestamp() if event.at else self.clock()
        if event.resource_type == STACK and event.resource == name:
            if "ROLLBACK" in event.status:
                self._rolling.add(name)
            elif event.status.endswith("_IN_PROGRESS"):
                self._rolling.discard(name)
            if event.status == REVIEW:
                return
        key = (name, event.resource)
        begun = self._open.get(key)
        if event.status.endswith("_IN_PROGRESS"):
            if begun is None or _verb(event.status) != begun.verb:
                self._close(key, moment, Ending.DONE)
                self._open[key] = Span(event.resource, event.resource_type, _verb(event.status), moment, moment)
            return
        if begun is None:
            self._open[key] = Span(event.resource, event.resource_type, _verb(event.status), moment, moment)
        self._close(key, moment, self._ending(name, event), event.reason if event.failed else "")

    def resource_failed(self, name: str, event: Event, place: str) -> None:  # noqa: ARG002  # as Observer says
        """Keep the line of a template that the failure comes from."""
        self._change(name, place=place)

    def stack_finished(self, name: str, done: str, seconds: float) -> None:
        """Keep a good end."""
        self._change(name, outcome=done, seconds=seconds)

    def stack_failed(self, name: str, cause: str, seconds: float) -> None:
        """Keep a bad end."""
        self._change(name, outcome="failed", cause=cause, seconds=seconds)

    def stack_skipped(self, name: str, because: str) -> None:
        """Keep that it was not begun."""
        self._change(name, outcome="skipped", cause=because)

    def _change(self, name: str, **changes: object) -> None:
        if name in self._stacks:
            self._stacks[name] = replace(self._stacks[name], **changes)  # type: ignore[arg-type]  # names of fields

    def _close(self, key: tuple[str, str], moment: float, ending: Ending, reason: str = "") -> None:
        if begun := self._open.pop(key, None):
            ended = max(moment, begun.began)
            self._spans.setdefault(key[0], []).append(replace(begun, ended=ended, ending=ending, reason=reason))

    def _ending(self, name: str, event: Event) -> Ending:
        if event.status.endswith("_FAILED"):
            return Ending.FAILED if event.failed else Ending.UNDONE
        if event.resource_type == STACK and event.resource == name:
            return Ending.FAILED if name in self._rolling else Ending.DONE
        return Ending.UNDONE if name in self._rolling else Ending.DONE

    def _all_spans(self, name: str) -> list[Span]:
        """Spans of a stack by their beginning; those still open end with the last moment that is known."""
        closed = self._spans.get(name, [])
        begun = [span for (of, _), span in self._open.items() if of == name]
        last = max((span.ended for span in (*closed, *begun)), default=0.0)
        left = [replace(span, ended=max(last, span.began), ending=Ending.OPEN) for span in begun]
        return sorted([*closed, *left], key=lambda span: (span.began, span.ended))


def _sign(change: Change) -> str:
    return "replace" if change.replacement else change.action.lower()


def _verb(status: str) -> str:
    """What a status is about; a resource in a rollback is updated back or deleted."""
    words = status.split("_")
    return "rollback" if "ROLLBACK" in words else _VERBS.get(words[0], "update")
