"""What the processes of a function hold in memory while it is under load (Linux)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SAMPLE_SECONDS = 0.1
_SEARCH_SECONDS = 1.0


@dataclass
class Peaks:
    """Peak memory, in MB: of the largest function's process, of the largest worker that it examines files in, of a
    process and its worker at one moment; how many functions were seen; and what the server holds beside files."""

    function: float = 0.0
    worker: float = 0.0
    together: float = 0.0
    server: float = 0.0
    seen: set[int] = field(default_factory=set)


@contextmanager
def watched(function: str, endpoint_url: str, server: int) -> Iterator[Peaks]:
    """Watch the processes in which the embedded AWS at ``endpoint_url`` runs a function, while the block runs."""
    peaks, done = Peaks(), threading.Event()

    def watch() -> None:
        looks = 0
        while not done.wait(_SAMPLE_SECONDS):
            if looks % round(_SEARCH_SECONDS / _SAMPLE_SECONDS) == 0:
                peaks.seen |= set(_processes(function, endpoint_url))
            looks += 1
            for process in peaks.seen:
                _look(process, peaks)
            peaks.server = max(peaks.server, _memory(server, "RssAnon"))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def _look(process: int, peaks: Peaks) -> None:
    workers = _children(process)
    peaks.function = max(peaks.function, _memory(process, "VmHWM"))
    peaks.worker = max([peaks.worker, *(_memory(worker, "VmHWM") for worker in workers)])
    now = _memory(process, "VmRSS") + sum(_memory(worker, "VmRSS") for worker in workers)
    peaks.together = max(peaks.together, now)


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


def _memory(process: int, name: str) -> float:
    """One line of a process's status, in MB; nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)
