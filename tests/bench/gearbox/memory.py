"""What the processes of a function hold in memory, and cost in processor time, under load (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SAMPLE_SECONDS = 0.1
_SEARCH_SECONDS = 1.0


@dataclass
class Peaks:
    """What was seen.

    Memory is in MB, at its peak: of the largest function's process, of the largest worker that it examines files in, of
    both at one moment, and what the server holds beside files. ``seen`` are the function's processes, each with the
    processor seconds of it and its workers; ``server_seconds`` those of the server.
    """

    function: float = 0.0
    worker: float = 0.0
    together: float = 0.0
    server: float = 0.0
    seen: dict[int, float] = field(default_factory=dict)
    server_seconds: float = 0.0


@contextmanager
def watched(function: str, endpoint_url: str, server: int) -> Iterator[Peaks]:
    """Watch the processes in which the embedded AWS at ``endpoint_url`` runs a function, while the block runs."""
    peaks, done = Peaks(), threading.Event()

    def watch() -> None:
        looks = 0
        while not done.wait(_SAMPLE_SECONDS):
            if looks % round(_SEARCH_SECONDS / _SAMPLE_SECONDS) == 0:
                peaks.seen |= dict.fromkeys(set(_processes(function, endpoint_url)) - set(peaks.seen), 0.0)
            looks += 1
            for process in peaks.seen:
                _look(process, peaks)
            peaks.server = max(peaks.server, _memory(server, "RssAnon"))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    before = _seconds(server)
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()
        peaks.server_seconds = _seconds(server) - before


def _look(process: int, peaks: Peaks) -> None:
    workers = _children(process)
    peaks.function = max(peaks.function, _memory(process, "VmHWM"))
    peaks.worker = max([peaks.worker, *(_memory(worker, "VmHWM") for worker in workers)])
    now = _memory(process, "VmRSS") + sum(_memory(worker, "VmRSS") for worker in workers)
    peaks.together = max(peaks.together, now)
    seconds = _seconds(process, of_its_dead_too=True) + sum(_seconds(worker) for worker in workers)
    peaks.seen[process] = max(peaks.seen[process], seconds)


def _processes(function: str, endpoint_url: str) -> Iterator[int]:
    wanted = {f"AWS_ENDPOINT_URL={endpoint_url}".encode(), f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted <= set((process / "environ").read_bytes().split(b"\0")):
                yield int(process.name)
        except OSError:  # it has ended, or is somebody else's
            continue


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    try:
        return [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return []


def _seconds(process: int, *, of_its_dead_too: bool = False) -> float:
    """Processor seconds of a process, and of the children that it waited for; none of one that has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    # Behind the name: own time for the program and for the kernel, then that of children, both ways.
    return sum(map(int, fields[11 : 15 if of_its_dead_too else 13])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int, name: str) -> float:
    """One line of a process's status, in MB; nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)
