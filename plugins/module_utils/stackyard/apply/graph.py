"""Applies a plan: stacks side by side, each as soon as the stacks that it takes outputs from are there.

Every stack is brought about by a thread of its own; this thread only starts them, in the plan's order, and reads what
they say. They say everything by one queue, so observers are called here, one event at a time, and no thread ever waits
for another one. When a stack fails, those that need it are left out, and all others go on.

When the run is to end (Ctrl-C), nothing new is begun: threads leave what they do, remove change sets that nobody will
execute, and leave stacks that CloudFormation is at work on to CloudFormation.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, cast

from ..errors import StackyardError
from ..plan.model import Plan, PlannedStack
from ..plan.order import references
from ..plan.values import Given
from ..refusals import explain
from .asking import AwsError
from .deploy import Applied, apply_stack
from .failures import DeployError
from .observer import Observer
from .polling import Stopped
from .watch import LeftRunning
from .workshop import Workshop

AT_ONCE = 8
"""Stacks side by side. CloudFormation limits requests, not stacks; a stack that is waited for takes one every three
seconds, and the adaptive retries of the one client slow all of them down together."""
_PATIENCE = 8.0  # seconds for threads to tidy up when the run is to end

Key = tuple[str, str]
Outcome = Applied | StackyardError | Stopped


def apply_plan(workshop: Workshop, plan: Plan, *, at_once: int = AT_ONCE) -> list[Applied]:
    """Apply a plan, ``at_once`` stacks at a time; what was done, in the plan's order.

    Raises ``DeployError`` with every stack that failed, once all that can be done is done and no rollback is running
    any more. An interrupted run (``KeyboardInterrupt``, or ``Stopped`` when the pace was told to stop) tells the
    observer what CloudFormation still works at.
    """
    run = _Run(workshop, plan, at_once)
    try:
        run.go()
    except BaseException:
        run.leave()
        raise
    return run.result()


class _Run:
    """One application of a plan. All of it happens in the thread that called, except ``_work``."""

    def __init__(self, workshop: Workshop, plan: Plan, at_once: int) -> None:
        self.plan = plan
        self.at_once = max(1, at_once)
        self.observer = workshop.observer
        self.inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.workshop = replace(workshop, observer=cast("Observer", _Posted(self.observer, self.inbox)))
        self.waiting = {planned.spec.key: planned for planned in plan.stacks}
        self.names = {key: planned.spec.name for key, planned in self.waiting.items()}
        self.needs = {key: _needs(planned) & self.names.keys() for key, planned in self.waiting.items()}
        self.running: dict[Key, float] = {}
        self.outcomes: dict[Key, Outcome] = {}
        self.skipped: dict[Key, str] = {}

    def go(self) -> None:
        """Run until every stack has its outcome."""
        self.observer.run_started(self.plan)
        for key, needs in self.needs.items():
            if needs:
                self.observer.stack_waiting(self.names[key], [self.names[need] for need in self.names if need in needs])
        self._begin()
        while self.running:
            self.inbox.get()()
            self.workshop.pace.go_on()
            self._begin()

    def result(self) -> list[Applied]:
        """What was done; ``DeployError`` when a stack failed."""
        ends = {key: self.outcomes[key] for key in self.names if key in self.outcomes}
        applied = [end for end in ends.values() if isinstance(end, Applied)]
        failed = {self.names[key]: end for key, end in ends.items() if isinstance(end, StackyardError)}
        if failed:
            raise DeployError(failed, {self.names[key]: why for key, why in self.skipped.items()}, applied)
        return applied

    def leave(self) -> None:
        """Begin nothing any more, give the threads a moment to tidy up, and tell what goes on without us."""
        self.workshop.pace.stop.set()
        deadline = time.monotonic() + _PATIENCE
        while self.running and (left := deadline - time.monotonic()) > 0:
            with suppress(Exception):  # what broke the run must not be hidden by what breaks now
                self.inbox.get(timeout=left)()
        lasting = [self.names[key] for key, end in self.outcomes.items() if isinstance(end, LeftRunning)]
        lasting += [self.names[key] for key in self.running]
        with suppress(Exception):
            self.observer.run_stopped(sorted(lasting))

    def _begin(self) -> None:
        """Start whatever is ready, in the plan's order, and leave out what never will be."""
        for key, planned in list(self.waiting.items()):
            if lost := next((need for need in self.names if need in self.needs[key] and self._is_lost(need)), None):
                self._skip(key, lost)
            elif len(self.running) < self.at_once and all(self._is_there(need) for need in self.needs[key]):
                self._start(planned)

    def _is_there(self, key: Key) -> bool:
        return isinstance(self.outcomes.get(key), Applied)

    def _is_lost(self, key: Key) -> bool:
        return key in self.skipped or isinstance(self.outcomes.get(key), StackyardError)

    def _skip(self, key: Key, lost: Key) -> None:
        del self.waiting[key]
        fate = "was not begun" if lost in self.skipped else "failed"
        self.skipped[key] = f"takes outputs of {self.names[lost]}, which {fate}"
        self.observer.stack_skipped(self.names[key], self.skipped[key])

    def _start(self, planned: PlannedStack) -> None:
        key = planned.spec.key
        del self.waiting[key]
        outputs = {of: Given(end.outputs) for of, end in self.outcomes.items() if isinstance(end, Applied)}
        self.running[key] = time.monotonic()
        # A daemon: a thread that hangs in a request must not keep an interrupted command from ending.
        threading.Thread(target=self._work, args=(planned, outputs), name=planned.spec.name, daemon=True).start()

    def _work(self, planned: PlannedStack, outputs: Mapping[Key, Given]) -> None:
        """Bring a stack about, in its own thread; whatever happens, its end is posted."""
        end: Outcome
        try:
            end = apply_stack(self.workshop, planned, outputs)
        except (StackyardError, Stopped) as error:
            end = error
        except AwsError as error:
            told = explain(error, self.workshop.target)
            end = StackyardError(f"stack {planned.spec.name}: {told.problem}", given=told.given, remedy=told.remedy)
        except BaseException as error:  # noqa: BLE001  # a mistake of ours: raised where somebody sees it
            self.inbox.put(partial(self._broken, planned.spec.key, error))
            return
        self.inbox.put(partial(self._ended, planned.spec.key, end))

    def _broken(self, key: Key, error: BaseException) -> None:
        self.running.pop(key)
        raise error

    def _ended(self, key: Key, end: Outcome) -> None:
        self.outcomes[key] = end
        seconds = time.monotonic() - self.running.pop(key)
        if isinstance(end, Applied):
            self.observer.stack_finished(self.names[key], end.done, seconds)
        elif isinstance(end, StackyardError):
            self.observer.stack_failed(self.names[key], end.given or end.problem, seconds)


def _needs(planned: PlannedStack) -> set[Key]:
    """Keys of the stacks whose outputs a stack takes."""
    return {reference.producer for _, reference in references(planned.spec)}


class _Posted:
    """Takes what threads tell an observer, and posts it to the thread that calls it."""

    def __init__(self, observer: Observer, inbox: queue.SimpleQueue[Callable[[], None]]) -> None:
        self._observer = observer
        self._inbox = inbox

    def __getattr__(self, name: str) -> Callable[..., None]:
        method: Callable[..., Any] = getattr(self._observer, name)

        def post(*happened: Any) -> None:
            self._inbox.put(partial(method, *happened))

        return post
