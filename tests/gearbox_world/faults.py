"""What can go wrong at a call to AWS, and workers that can be stopped at each of theirs.

A worker is ordinary code in a thread of its own that is given one turn after the other; without one (a test that calls
a client itself) calls just happen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from botocore.exceptions import ClientError, ConnectionClosedError

from tests.patience import PATIENCE_SECONDS

Made = TypeVar("Made")


class Fault(StrEnum):
    """What happens at one call."""

    NONE = "none"
    THROTTLED = "throttled"  # nothing is done, and said so
    LOST = "lost"  # it is done, but the answer is lost
    REPEATED = "repeated"  # it is done, the answer is lost, and the client library asks again
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)


class Killed(BaseException):
    """The worker dies here, as a process does: no handler of its own code runs on."""


class Wire:
    """Stands between clients and services. ``choose`` says what happens at each call, told its operation."""

    def __init__(self, choose: Callable[[str], Fault] = lambda _: Fault.NONE) -> None:
        self.choose = choose
        self.before: Callable[[], None] = lambda: None
        self.calls: list[str] = []

    def call(self, operation: str, do: Callable[[], Made]) -> Made:
        """Do what a client asks for, or not."""
        worker = _CURRENT.get(threading.get_ident())
        if worker is not None:
            worker.wait_for_turn()
        self.before()
        self.calls.append(operation)
        fault = self.choose(operation)
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        if fault is Fault.THROTTLED:
            raise refusal(operation, "ThrottlingException", 400)
        made = do()
        if fault is Fault.REPEATED:
            made = do()
        if fault is Fault.LOST:
            raise ConnectionClosedError(endpoint_url="https://aws.test")
        if fault is Fault.KILLED_AFTER:
            raise Killed
        return made


class Worker:
    """Code that runs one call at a time, each time it is told to."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._go, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        self._to_die = False
        self._stepped = True
        self.ended = False
        self.killed = False
        self.answer: Any = None
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Run up to the first call."""
        self._thread.start()
        self._wait()

    def run(self) -> None:
        """Run from beginning to end, here and now."""
        self._stepped = False
        self._run()
        if self.error is not None:
            raise self.error

    def step(self) -> None:
        """Make the call that it stopped at and run up to the next one."""
        if not self.ended:
            self._go.release()
            self._wait()

    def kill(self) -> None:
        """Let it die at the call that it stopped at."""
        self._to_die = True
        self.step()

    def finish(self) -> None:
        """Run to the end."""
        while not self.ended:
            self.step()

    def wait_for_turn(self) -> None:
        """Called in the worker's own thread before each of its calls."""
        if not self._stepped:
            return
        self._stopped.release()
        assert self._go.acquire(timeout=PATIENCE_SECONDS)
        if self._to_die:
            raise Killed

    def _wait(self) -> None:
        assert self._stopped.acquire(timeout=PATIENCE_SECONDS)
        if self.ended:
            self._thread.join(PATIENCE_SECONDS)
            if self.error is not None:
                raise self.error

    def _run(self) -> None:
        _CURRENT[threading.get_ident()] = self
        try:
            self.answer = self._work()
        except Killed:
            self.killed = True
        except BaseException as error:  # noqa: BLE001  # raised again where the worker is stepped
            self.error = error
        finally:
            del _CURRENT[threading.get_ident()]
            self.ended = True
            self._stopped.release()


_CURRENT: dict[int, Worker] = {}


def current() -> Worker | None:
    """Return the worker in whose thread this is called."""
    return _CURRENT.get(threading.get_ident())


def refusal(operation: str, code: str, status: int, **more: Any) -> ClientError:
    """Make the exception that boto3 raises for an error answer."""
    answer: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, operation)
