"""``bin/watch`` as a process that runs while a test, or a benchmark, saves files."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_SECONDS


@dataclass(frozen=True)
class Watching:
    """A running ``bin/watch``; what it says is read line by line, each without its time of day."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        """Wait for the next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "bin/watch ended"
        return line.rstrip("\n").partition(" ")[2]

    def until(self, beginning: str) -> str:
        """Wait for a line that begins so."""
        while not (line := self.line()).startswith(beginning):
            pass
        return line

    def updated(self) -> str:
        """Wait until a function is updated, and name it."""
        while ": updated in place" not in (line := self.line()):
            pass
        return line.partition(":")[0]

    def end(self, by: int = signal.SIGINT) -> tuple[int, str]:
        """End it; give its exit code and the rest of what it said."""
        self.process.send_signal(by)
        rest, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, rest


@contextmanager
def watching(root: Path, variables: Mapping[str, str], *arguments: str) -> Iterator[Watching]:
    """Start it in the checkout ``root`` with the whole process environment ``variables``; it ends with the block."""
    process = subprocess.Popen(
        ["bin/watch", *arguments], cwd=root, env=dict(variables), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Watching(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
