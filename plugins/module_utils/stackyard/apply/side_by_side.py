"""Works at stacks side by side, each as soon as those are done that it has to wait for.

Every stack is worked at by a thread of its own; the thread that called only starts them, in the order given, and reads
what they say. They say everything by one queue, so observers are called there, one event at a time, and no thread ever
waits for another one. When a stack fails, those that wait for it are left out, and all others go on.

When the run is to end (Ctrl-C), nothing new is begun: threads leave what they do, and what CloudFormation is at work on
is left to CloudFormation.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeVar, cast

from ..errors import StackyardError
from ..refusals import explain
from .asking import AwsError
from .observer import Observer
from .polling import Stopped
from .watch import LeftRunning
from .workshop import Workshop

AT_ONCE = 8
"""Stacks side by side. CloudFormation limits requests, not stacks; a stack that is waited for takes one every three
seconds, and the adaptive retries of the one client slow all of them down together."""
# How long threads may be silent while they tidy up, when the run is to end: so many waits of so many seconds. A machine
# that was asleep meanwhile, or kept from its work, has lost one of them only.
_WAITS, _WAIT_SECONDS = 16, 0.5

Done = TypeVar("Done")
Job = Callable[[Workshop], Done]


class SideBySide(Generic[Done]):
    """Work at many stacks; subclasses say what that is. All of it happens in the thread that called, but for the jobs.

    ``needs`` are the stacks by full name, in their order, with those that each has to wait for. ``done``, ``failed``
    and ``skipped`` (with the reason) hold how it went with each.
    """

    def __init__(self, workshop: Workshop, needs: Mapping[str, Collection[str]], at_once: int = AT_ONCE) -> None:
        self.at_once = max(1, at_once)
        self.observer = workshop.observer
        self.inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.workshop = replace(workshop, observer=cast("Observer", _Posted(self.observer, self.inbox)))
        self.needs = {name: [need for need in needs if need in of] for name, of in needs.items()}
        self.waiting = list(needs)
        self.running: dict[str, float] = {}
        self.done: dict[str, Done] = {}
        self.failed: dict[str, StackyardError] = {}
        self.stopped: dict[str, Stopped] = {}
        self.skipped: dict[str, str] = {}

    def job(self, name: str) -> Job[Done]:
        """Give the work at a stack, to be done in a thread of its own with a workshop that any thread may use."""
        raise NotImplementedError

    def is_there(self, need: str, name: str) -> bool:
        """Whether the stack ``name`` has to wait for ``need`` no longer."""
        del name
        return need in self.done

    def word(self, done: Done) -> str:
        """Say in a word how work at a stack ended."""
        raise NotImplementedError

    def because(self, lost: str) -> str:
        """Say why a stack is left out that waited for ``lost``."""
        raise NotImplementedError

    def run(self) -> None:
        """Work until every stack has come to its end; when that is interrupted, end in good order and raise."""
        try:
            for name, needs in self.needs.items():
                if needs:
                    self.observer.stack_waiting(name, needs)
            self._begin()
            while self.running:
                self.inbox.get()()
                self.workshop.pace.go_on()
                self._begin()
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        """Begin nothing any more, give the threads a moment to tidy up, and tell what goes on without us."""
        self.workshop.pace.stop.set()
        waits = _WAITS
        while self.running and waits:
            try:
                happened = self.inbox.get(timeout=_WAIT_SECONDS)
            except queue.Empty:
                waits -= 1
                continue
            with suppress(Exception):  # what broke the run must not be hidden by what breaks now
                happened()
        lasting = [name for name, end in self.stopped.items() if isinstance(end, LeftRunning)]
        with suppress(Exception):
            self.observer.run_stopped(sorted([*lasting, *self.running]))

    def _begin(self) -> None:
        """Start whatever is ready, in the order given, and leave out what never will be."""
        for name in list(self.waiting):
            needs = self.needs[name]
            if lost := next((need for need in needs if need in self.failed or need in self.skipped), ""):
                self.waiting.remove(name)
                self.skipped[name] = self.because(lost)
                self.observer.stack_skipped(name, self.skipped[name])
            elif len(self.running) < self.at_once and all(self.is_there(need, name) for need in needs):
                self._start(name)

    def _start(self, name: str) -> None:
        self.waiting.remove(name)
        self.running[name] = time.monotonic()
        # A daemon: a thread that hangs in a request must not keep an interrupted command from ending.
        threading.Thread(target=self._work, args=(name, self.job(name)), name=name, daemon=True).start()

    def _work(self, name: str, job: Job[Done]) -> None:
        """Do the work at a stack, in its own thread; whatever happens, its end is posted."""
        try:
            done = job(self.workshop)
        except StackyardError as error:
            self.inbox.put(partial(self._has_failed, name, error))
        except Stopped as stopped:
            self.inbox.put(partial(self._has_stopped, name, stopped))
        except AwsError as error:
            told = explain(error, self.workshop.target)
            named = StackyardError(f"stack {name}: {told.problem}", given=told.given, remedy=told.remedy)
            self.inbox.put(partial(self._has_failed, name, named))
        except BaseException as error:  # noqa: BLE001  # a mistake of ours: raised where somebody sees it
            self.inbox.put(partial(self._broken, name, error))
        else:
            self.inbox.put(partial(self._has_ended, name, done))

    def _has_ended(self, name: str, done: Done) -> None:
        self.done[name] = done
        self.observer.stack_finished(name, self.word(done), self._seconds(name))

    def _has_failed(self, name: str, error: StackyardError) -> None:
        self.failed[name] = error
        self.observer.stack_failed(name, error.given or error.problem, self._seconds(name))

    def _has_stopped(self, name: str, stopped: Stopped) -> None:
        self.stopped[name] = stopped
        self._seconds(name)

    def _broken(self, name: str, error: BaseException) -> None:
        self._seconds(name)
        raise error

    def _seconds(self, name: str) -> float:
        """End a stack's time; how long it was."""
        return time.monotonic() - self.running.pop(name)


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
