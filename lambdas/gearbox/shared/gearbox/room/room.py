"""Has files examined by a worker, and bounds what that may cost."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import Any, Protocol

from gearbox.description import MIB, Fault, FaultCode
from gearbox.room import wire
from gearbox.room.job import Finding, Job
from gearbox.room.worker import main as work

_LONGEST_ANSWER = MIB
_PATIENCE = 12  # how much longer than its processor time a job may take on a machine that others use too
_LEAST_WAIT = 60.0  # seconds
_JOBS = 2_000  # after which a worker is replaced, whatever it says


class Feed(Protocol):
    """The file under examination. Whatever these raise comes out of ``Room.examine``."""

    def next_chunk(self) -> bytes:
        """Give what comes next, b"" at the end."""

    def range(self, offset: int, size: int) -> bytes | None:
        """Give a part of the file; ``None`` when enough of it was read."""


class Overdue(TimeoutError):  # noqa: N818  # the name says what is the case
    """The worker got so little of the processor that nothing can be said of the file; worth another try."""


class Room:
    """A worker that is started when it is needed, and replaced when a file broke it. One job at a time."""

    def __init__(self) -> None:
        self._worker: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def examine(self, job: Job, feed: Feed) -> Finding:
        """Have a file examined. Raises ``Overdue``, and what ``feed`` raises."""
        worker = self.ready()
        turn = _Turn(worker, job, feed)
        try:
            finding = turn.play()
        except (EOFError, BrokenPipeError):
            return self._broken(job)
        except BaseException:
            self.close()
            raise
        self._jobs += 1
        if finding.tired or self._jobs >= _JOBS:
            self.close()
        return finding

    def ready(self) -> subprocess.Popen[bytes]:
        """Start the worker unless it is there. A function calls this ahead, so that the worker starts meanwhile."""
        if self._worker is None or self._worker.poll() is not None:
            self.close()
            self._worker = _started()
        return self._worker

    def close(self) -> None:
        """Send the worker away."""
        worker, self._worker, self._jobs = self._worker, None, 0
        if worker is not None:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    pipe.close()

    def _broken(self, job: Job) -> Finding:
        worker = self._worker
        status = worker.wait() if worker is not None else 0
        self.close()
        if status == -signal.SIGPROF:
            return Finding(
                fault=Fault(FaultCode.TIME, f"its examination takes over {job.seconds:g} s of processor time")
            )
        if status == -signal.SIGKILL:
            # Not our own doing: the kernel's, when memory is short. That may be another process's fault.
            raise Overdue("the process that examines files was killed from outside")
        return Finding(fault=Fault(FaultCode.UNREADABLE, f"it broke its reader (exit status {status})"))


class _Turn:
    """One job given to a worker: answers what it asks for until it is done."""

    def __init__(self, worker: subprocess.Popen[bytes], job: Job, feed: Feed) -> None:
        assert worker.stdin is not None  # noqa: S101  # it was started with pipes
        assert worker.stdout is not None  # noqa: S101
        self._to, self._from = worker.stdin.fileno(), worker.stdout.fileno()
        self._job, self._feed = job, feed
        self._left = max(_LEAST_WAIT, job.seconds * _PATIENCE)

    def play(self) -> Finding:
        self._send(wire.JOB, self._job.to_bytes())
        while True:
            tag, payload = wire.receive(self._from, _LONGEST_ANSWER, self._wait)
            if tag == wire.ANSWER:
                return _finding(payload)
            data = self._feed.next_chunk() if tag == wire.NEXT else self._feed.range(*wire.PLACE.unpack(payload))
            self._send(wire.REFUSED if data is None else wire.DATA, data or b"")

    def _send(self, tag: bytes, payload: bytes) -> None:
        wire.send(self._to, tag, payload, self._wait)

    def _wait(self, fd: int) -> None:
        """Wait for the worker; the time that the file itself takes to come does not count."""
        started = time.monotonic()
        poll = select.poll()
        poll.register(fd, select.POLLIN if fd == self._from else select.POLLOUT)
        ready = poll.poll(max(0.0, self._left) * 1000)
        self._left -= time.monotonic() - started
        if not ready:
            raise Overdue(f"the process that examines files said nothing for {self._job.seconds * _PATIENCE:g} s")


def _finding(payload: bytes) -> Finding:
    try:
        answer: dict[str, Any] = json.loads(payload)
        fault = Fault(str(answer["fault"][0]), str(answer["fault"][1])) if answer["fault"] else None
        return Finding(dict(answer["metadata"]), fault, bool(answer["tired"]))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise EOFError from None  # no worker of ours says such things: a file has got hold of it


def _started() -> subprocess.Popen[bytes]:
    paths = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100  # a Path would follow links
    environment = {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUTF8": "1",
        "LC_ALL": "C",  # maps no archive of languages into the little memory that there is
        "IJSON_BACKEND": "python",
        "MALLOC_ARENA_MAX": "1",
    }
    if "LD_LIBRARY_PATH" in os.environ:  # where Lambda's Python finds its own parts
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    program = f"from {work.__module__} import main; main()"
    worker = subprocess.Popen(
        [sys.executable, "-S", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        bufsize=0,
    )
    assert worker.stdin is not None  # noqa: S101  # it was asked for
    os.set_blocking(worker.stdin.fileno(), False)
    return worker
