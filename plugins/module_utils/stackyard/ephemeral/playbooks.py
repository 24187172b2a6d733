"""Runs the playbooks for a copy, under the lock by which the commands of ``bin/`` take turns."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
        lock = self._lock(record.name)
        try:
            if not self._records.find(record.name):
                self._records.write(record)
            words = ["-e", f"env={record.name}", "-e", f"ephemeral_state={state}", *extra]
            command = self.command("ephemeral", self._records.path(record.name), words)
            return self._start(command, cwd=self._records.root, pass_fds=(lock,), text=True, **options)
        finally:
            os.close(lock)

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
    def unless_busy(self, name: str) -> Iterator[bool]:
        """Keep other commands from a copy during the block; gives whether none is at work, without waiting for it."""
        path = self._records.lock(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield _taken(lock)
        finally:
            os.close(lock)

    def _lock(self, name: str) -> int:
        path = self._records.lock(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._wait_for(lock, name)
                if _is_at(path, lock):
                    return lock
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)  # whoever had it removed the copy and its lock: others would take a new one beside ours

    def _wait_for(self, lock: int, name: str) -> None:
        if not _taken(lock):
            self._say(f"another command is changing the environment {name}: waiting for its end")
            fcntl.flock(lock, fcntl.LOCK_EX)


def _taken(lock: int) -> bool:
    """Take a lock if nobody has it; whether that is so."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether an open file is still the one at a path."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
