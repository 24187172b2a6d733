"""Runs of ``bin/ephemeral run`` as somebody else's process: begun, watched from the account, interrupted, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stackyard.plan.read import read_stacks

from tests.e2e.environment import Environment

_LOOKS = 0.05  # seconds between two
_PATIENCE = 1200.0  # seconds: a loaded machine takes its time


@dataclass(frozen=True)
class Moment:
    """A moment of a run, by what can be seen of it from outside."""

    name: str
    reached: Callable[[CopyRun], bool]


@dataclass
class CopyRun:
    """One ``bin/ephemeral run`` in a session of its own; ``folder`` takes its log and what its command leaves."""

    name: str
    environment: Environment
    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def begin(
        cls, environment: Environment, name: str, folder: Path, command: Sequence[str] = (), systems: str = ""
    ) -> CopyRun:
        """Begin a run; without ``command`` its command notes that it began, and waits until it is told to end.

        It is a copy of all systems, or of those named by ``systems``.
        """
        folder.mkdir(parents=True, exist_ok=True)
        waits = f"touch {folder}/begun; while ! [ -e {folder}/enough ]; do sleep 0.1; done"
        words = ["bin/ephemeral", "run", "--from", environment.name, "--name", name, "--ttl", "1h"]
        words += ["-e", f"systems={systems}"] if systems else []
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*words, "--", *(command or ("sh", "-c", waits))],
                cwd=environment.root,
                env=environment.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(name, environment, folder, process)

    @property
    def log(self) -> str:
        """What it has told so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def file(self) -> Path:
        """The copy's inventory file."""
        return Path(f"{self.environment.settings['STACKYARD_LOCAL_STATE']}.environments") / f"{self.name}.yml"

    def stacks(self) -> dict[str, str]:
        """Its stacks in the account, with their statuses."""
        prefix = f"stackyard-{self.name}-"
        found = read_stacks(self.environment.target.client("cloudformation"), prefix)
        return {name.removeprefix(prefix): state.status for name, state in found.items()}

    def wait_for(self, moment: Moment) -> None:
        """Wait until a moment is reached; fails where the run ends before it."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            ended = self.process.poll() is not None  # before the look: it may reach the moment and end right after it
            if moment.reached(self):
                return
            assert not ended, f"ended before {moment.name}:\n{self.log}"
            assert time.monotonic() < deadline, f"{moment.name} was never reached:\n{self.log}"
            time.sleep(_LOOKS)

    def end_command(self) -> None:
        """Let its command end well."""
        (self.folder / "enough").touch()

    def end(self) -> int:
        """Wait for its end; the exit code."""
        return self.process.wait(_PATIENCE)

    def kill(self) -> None:
        """Kill (-9) everything that the run has begun; what works for Ansible has sessions of its own."""
        found: set[int] = set()
        while fresh := _begun_by({self.process.pid, *found}) - found:
            for pid in fresh:
                _send(pid, signal.SIGSTOP)  # nothing begins anything any more, or is left without its parent
            found |= fresh
        for pid in found:
            _send(pid, signal.SIGKILL)
        self.process.wait(_PATIENCE)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _begun_by(roots: set[int]) -> set[int]:
    """The processes ``roots`` and all that they have begun, directly or not."""
    parents = dict(_parents())
    found = {pid for pid in roots if pid in parents}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    """Every process that is alive, with its parent."""
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError, IndexError):
                state, parent, *_ = (path / "stat").read_text().rpartition(")")[2].split()
                if state != "Z":
                    yield int(path.name), int(parent)


def _is_going(run: CopyRun) -> bool:
    if not (run.folder / "begun").exists():
        return False
    if not (run.folder / "whole").exists():
        (run.folder / "whole").write_text(str(len(run.stacks())))
        run.end_command()
    statuses = run.stacks().values()
    return any(status.startswith("DELETE") for status in statuses) or len(statuses) < int(
        (run.folder / "whole").read_text()
    )


BEFORE_THE_FILE = Moment("before its inventory file", lambda _: True)
IN_THE_FOUNDATION = Moment("in the foundation", lambda run: "foundation-base" in run.stacks())
IN_THE_STACKS = Moment("in the stacks", lambda run: len(run.stacks()) > 1)
IN_THE_COMMAND = Moment("while its command runs", lambda run: (run.folder / "begun").exists())
IN_THE_REMOVAL = Moment("in the removal", _is_going)
MOMENTS = (BEFORE_THE_FILE, IN_THE_FOUNDATION, IN_THE_STACKS, IN_THE_COMMAND, IN_THE_REMOVAL)
