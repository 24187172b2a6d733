"""Runs one command and says what it cost: seconds, processor seconds, peak memory.

Seconds are the wall's; the rest comes from the kernel's account of the process, of everything that it waited for, and
of what it left to itself and has ended by then, too.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_SAMPLE_SECONDS = 0.01
_LOOKS = 10
_SHOWN_ON_FAILURE = 4_000  # characters
_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
_SESSION, _FLAGS = 3, 6  # of the fields of /proc/<pid>/stat that follow the name
_EXITING = 0x4  # PF_EXITING of linux/sched.h


@dataclass(frozen=True)
class Cost:
    """What commands cost together: times add up, memory is that of the largest process (MB)."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_mb: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.seconds + other.seconds,
            self.processor_seconds + other.processor_seconds,
            max(self.peak_mb, other.peak_mb),
        )


@dataclass(frozen=True)
class Shell:
    """A folder and the variables that its commands are started with, on top of this process's own."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(self, *command: str) -> Cost:
        """Run a command. Raises ``RuntimeError`` with the end of its output when it fails."""
        _adopt_orphans()
        others, start = _children(), time.perf_counter()
        process = self._start(command)
        assert process.stdout is not None
        with process.stdout as stream:
            output = stream.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        left = [_ended(child) for child in _children() - others - {process.pid}]
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told = output.decode(errors="replace")[-_SHOWN_ON_FAILURE:]
            raise RuntimeError(f"{' '.join(command)} in {self.folder} → {process.returncode}\n{told}")
        return sum((_cost(0.0, one) for one in left), _cost(seconds, usage))

    def peak_of_all_mb(self, *command: str) -> float:
        """Run a command for the most memory that it and all its children held at one moment (proportional, MB)."""
        process = self._start(command)
        with _watched(process.pid) as peaks:
            output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} → {process.returncode}\n{output.decode(errors='replace')}")
        return max(peaks)

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.variables}


def _cost(seconds: float, usage: resource.struct_rusage) -> Cost:
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _adopt_orphans() -> None:
    """Be the parent of what commands leave behind, where the system knows that: what it cost is told to its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _ended(child: int) -> resource.struct_rusage:
    """What a process cost that is ending, however long that takes; nothing of one that goes on."""
    for _ in range(_LOOKS):
        found, _status, usage = os.wait4(child, 0 if _is_ending(child) else os.WNOHANG)
        if found:
            break
        time.sleep(_SAMPLE_SECONDS)
    return usage


def _is_ending(child: int) -> bool:
    """Whether the kernel is taking a process apart: it has closed its files, and cannot be waited for yet, or can."""
    return bool(int(_fields(Path(f"/proc/{child}"))[_FLAGS]) & _EXITING)


def _children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended meanwhile
            found.update(map(int, task.read_text().split()))
    return found


@contextmanager
def _watched(session: int) -> Iterator[list[float]]:
    peaks, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(_SAMPLE_SECONDS):
            peaks.append(sum(_proportional_mb(process) for process in _processes_of(session)))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def _processes_of(session: int) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int(_fields(process)[_SESSION]) == session:
                yield process
        except OSError:  # it has ended meanwhile
            continue


def _fields(process: Path) -> list[str]:
    """What the kernel tells of a process after its name, which stands in parentheses and may hold anything."""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _proportional_mb(process: Path) -> float:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
