"""Runs workers step by step in a chosen order, so that every way in which they can meet is tried.

A worker is an ordinary function in a thread of its own. Before each of its operations it calls ``turn(name)`` and waits
until the schedule gives it a turn; a worker that the schedule kills raises at its next turn and does nothing more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from tests.patience import PATIENCE_SECONDS


class Killed(BaseException):
    """The worker dies here, as a process does: no handler of its own code runs on."""


class Stage:
    """One run of workers. ``kill[name]`` is the number of turns after which that worker dies."""

    def __init__(self, kill: Mapping[str, int] | None = None) -> None:
        self._kill = dict(kill or {})
        self._turns: dict[str, int] = {}
        self._may_go: dict[str, threading.Semaphore] = {}
        self._stopped: dict[str, threading.Semaphore] = {}
        self._ended: set[str] = set()
        self._failures: list[BaseException] = []

    def turn(self, name: str) -> None:
        """Called by a worker before each of its operations."""
        self._stopped[name].release()
        assert self._may_go[name].acquire(timeout=PATIENCE_SECONDS)
        self._turns[name] += 1
        if name in self._kill and self._turns[name] > self._kill[name]:
            raise Killed

    def play(self, workers: Mapping[str, Callable[[], object]], schedule: Sequence[str]) -> None:
        """Give turns in the schedule's order, then to each worker in turn until all have ended.

        Raises what a worker raised, other than ``Killed``.
        """
        threads = [self._start(name, work) for name, work in workers.items()]
        for name in [*schedule, *(name for _ in range(50) for name in workers)]:
            if name not in self._ended:
                self._may_go[name].release()
                assert self._stopped[name].acquire(timeout=PATIENCE_SECONDS)
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert self._ended == set(workers)
        if self._failures:
            raise self._failures[0]

    def _start(self, name: str, work: Callable[[], object]) -> threading.Thread:
        self._turns[name] = 0
        self._may_go[name], self._stopped[name] = threading.Semaphore(0), threading.Semaphore(0)
        thread = threading.Thread(target=self._run, args=(name, work), daemon=True)
        thread.start()
        assert self._stopped[name].acquire(timeout=PATIENCE_SECONDS)
        return thread

    def _run(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Killed:
            pass
        except BaseException as failure:  # noqa: BLE001  # handed on to the test by play()
            self._failures.append(failure)
        finally:
            self._ended.add(name)
            self._stopped[name].release()
