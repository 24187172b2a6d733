"""Runs the playbooks for a copy, under the lock by which the commands of ``bin/`` take turns."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from .locks import take, unless_busy
from .record import Record, Records

Start = Callable[..., "subprocess.Popen[str]"]
Say = Callable[[str], None]


class Playbooks:
    """The playbooks of a checkout, for its copies."""

    def __init__(self, records: Records, say: Say, start: Start = subprocess.Popen) -> None:
        self._records, self._say, self._start = records, say, start

    def begin(self, record: Record, state: str, extra: Sequence[str] = (), **options: Any) -> subprocess.Popen[str]:
        """Begin to bring a copy up (``present``), or to take it away (``absent``); waits for others' commands first.

        One of those may have taken the copy away: its file is there again when the playbook begins.
        The lock is held by the playbook and its workers, so that it ends with the last of them, however that is.
        """
        with self.turn(record.name) as lock:
            if not self._records.find(record.name):
                self._records.write(record)
            words = ["-e", f"env={record.name}", "-e", f"ephemeral_state={state}", *extra]
            command = self.command("ephemeral", self._records.path(record.name), words)
            return self._start(command, cwd=self._records.root, pass_fds=(lock,), text=True, **options)

    def reap(self, source: str, extra: Sequence[str]) -> int:
        """Run the reaper in the account of an environment; its exit code."""
        command = self.command("reap", None, ["-e", f"env={source}", *extra])
        return self._start(command, cwd=self._records.root).wait()

    def command(self, playbook: str, inventory: Path | None, words: Sequence[str]) -> list[str]:
        """The command line of a playbook."""
        inventories = ["-i", "inventory.yml", "-i", str(inventory)] if inventory else []
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        return [program, *inventories, f"playbooks/{playbook}.yml", *words]

    @contextmanager
    def turn(self, name: str) -> Iterator[int]:
        """Keep other commands from a copy during the block, and beyond it while a child holds the descriptor given.

        Waits for those that are at work.
        """
        lock = self._lock(name)
        try:
            yield lock
        finally:
            os.close(lock)

    def unless_busy(self, name: str) -> AbstractContextManager[bool]:
        """Keep other commands from a copy during the block; gives whether none is at work, without waiting for it."""
        return unless_busy(self._records.lock(name))

    def _lock(self, name: str) -> int:
        return take(
            self._records.lock(name),
            lambda: self._say(f"another command is changing the environment {name}: waiting for its end"),
        )
