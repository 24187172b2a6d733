"""Processes of this machine: whether one is still the one that was started, and who listens on a port."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_LISTENING = "0A"
# States of a thread that would work if it could: it waits for a processor or for a disk, or somebody has stopped it.
_HELD_UP = frozenset("RDTt")
_MOST_PATIENCE = 10.0  # times the patience with one that does nothing


def fingerprint(pid: int) -> str:
    """What tells a process from a later one with the same pid: its start time; empty when there is none.

    A zombie counts as gone: it only waits for its parent to look.
    """
    try:
        # The name in parentheses may hold anything, so count from its end: field 3 is the state, 22 the start time.
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "" if _PROC.joinpath("self").exists() else _fingerprint_by_ps(pid)
    return "" if fields[0] == "Z" else fields[19]


def _fingerprint_by_ps(pid: int) -> str:
    # Without /proc (macOS) ps tells the same.
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


class Progress:
    """Tells a process that is slow from one that is stuck, by looks at it from time to time."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._worked, self._held_up = worked_seconds(pid), _is_held_up(pid)

    def is_idle(self) -> bool:
        """Whether it has not worked since the last look, although it could: a busy machine lets nobody work."""
        worked, held_up = self._worked, self._held_up
        self._worked, self._held_up = worked_seconds(self._pid), _is_held_up(self._pid)
        return self._worked == worked and not (held_up or self._held_up)


def stop(pid: int, known: str, patience: float) -> bool:
    """Ends the process with fingerprint `known`; False when it had to be killed.

    That is when it did nothing for `patience` seconds, or was at work for ten times as long.
    """
    _signal(pid, signal.SIGTERM)
    if _gone(pid, known, patience):
        return True
    _signal(pid, signal.SIGKILL)
    _gone(pid, known, 5.0)
    return False


def kill_children(pid: int) -> None:
    """Ends everything that a process has begun itself, at once; where there is no /proc, nothing."""
    for path in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            state, parent, *_ = path.read_text().rpartition(")")[2].split()
            if int(parent) == pid and state != "Z":
                _signal(int(path.parent.name), signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _gone(pid: int, known: str, patience: float) -> bool:
    progress, now = Progress(pid), time.monotonic()
    deadline, last = now + patience, now + _MOST_PATIENCE * patience
    while fingerprint(pid) == known:
        if (now := time.monotonic()) > deadline:
            if progress.is_idle() or now > last:
                return False
            deadline = now + patience
        time.sleep(0.02)
    return True


def lock_holder(lock: Path) -> int | None:
    """The process that holds a lock file locked and has written its pid into it; None when nobody does."""
    try:
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(lock.read_text() or 0) or None
    except OSError:
        return None
    return None


def listener(port: int) -> str:
    """Who listens on a local TCP port, such as `process 4711 (python -m http.server)`; "another process" if unknown."""
    pid = _listening_pid(port)
    if pid is None:
        return "another process"
    command = (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return f"process {pid} ({command[:100]})"


def _listening_pid(port: int) -> int | None:
    sockets = {f"socket:[{inode}]" for table in ("tcp", "tcp6") for inode in _inodes(_PROC / "net" / table, port)}
    if not sockets:
        return None
    for descriptor in _PROC.glob("[0-9]*/fd/*"):
        with suppress(OSError):  # processes of other users keep their descriptors to themselves, and some just ended
            if str(descriptor.readlink()) in sockets:
                return int(descriptor.parts[2])
    return None


def _inodes(table: Path, port: int) -> list[str]:
    with suppress(OSError):
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
        return [row[9] for row in rows if row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port]
    return []


def worked_seconds(pid: int) -> float:
    """How long a process has had a processor so far; 0 when unknown."""
    with suppress(OSError):
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _is_held_up(pid: int) -> bool:
    with suppress(OSError):
        for path in (_PROC / str(pid) / "task").glob("*/stat"):
            with suppress(OSError):  # a thread that just ended
                if path.read_text().rpartition(")")[2].split()[0] in _HELD_UP:
                    return True
    return False


def memory_mb(pid: int) -> int:
    """The resident memory of a process in MB; 0 when unknown."""
    with suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+) kB", (_PROC / str(pid) / "status").read_text())
        return int(found[1]) // 1024 if found else 0
    return 0
