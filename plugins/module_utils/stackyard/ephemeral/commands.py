"""What ``bin/ephemeral`` does: brings copies up, runs commands for them, takes them away, lists them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..errors import StackyardError
from ..plan.read import read_stacks
from ..refusals import explaining
from . import copies, listing, names
from .account import Account
from .account import copies as copies_of
from .claims import claimed, clear
from .endpoints import variables
from .life import left
from .playbooks import Playbooks
from .record import Record, Records
from .removal import Removal, target_of
from .supervise import Ears, Steps, supervise
from .telling import say, tell

_CALLER = "STACKYARD_CALLER"  # the folder that bin/ephemeral was called in
_CHECKS = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "everywhere", "tests/e2e")


class Commands:
    """The commands, each with the exit code that it ends with."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records = Records(root)
        self.playbooks = Playbooks(self.records, say)

    def up(self, source: str, name: str, ttl: str, extra: Sequence[str]) -> int:
        """Bring a copy up, and let it live."""
        with self._prepared(source, name, ttl) as (account, record):
            ears = Ears(say)
            with ears.open():
                code = ears.wait(lambda: self.playbooks.begin(record, "present", extra))
            if code := ears.code or code:
                self._after_failure(account, record)
                return code
            say(f"{record.name}: {left(record.expires, account.now())}, until {record.expires}")
            say(f"take it away: bin/ephemeral down {record.name}")
            return 0

    def run(self, source: str, name: str, ttl: str, extra: Sequence[str], command: Sequence[str]) -> int:
        """Bring a copy up, run a command for it, take it away."""
        check_command(command)
        with self._prepared(source, name, ttl, for_a_run=True) as (_, record):
            say(f"{record.name} is brought up for this run, and taken away after it")
            removal = Removal(record, self.playbooks, self.root, say)
            steps = Steps(
                lambda: self.playbooks.begin(record, "present", extra),
                lambda: self._command(record, command),
                removal.run,
                lambda: self._forget(record),
            )
            ended = supervise(record.name, steps, Ears(say))
            self._close(removal, ended.told("the command" if command else "the checks"))
            return ended.code

    def down(self, source: str, name: str) -> int:
        """Take a copy away."""
        record = copies.to_take_down(self.records, name, source)
        ears = Ears(say, removing=f"{record.name} is being taken away: this takes a moment and ends by itself")
        if not record.target:
            with suppress(StackyardError):  # the playbook says what is wrong with them
                record = copies.located(self.records, record)
        with ears.open():
            code = Removal(record, self.playbooks, self.root, tell).run()
            if code == 0:
                self._forget(record)
        return code or ears.code

    def list(self, source: str) -> int:
        """Tell which copies there are."""
        account = Account.of(source)
        account.start(self.root)
        here = [record for record in self.records.all() if record.source == source]
        table = listing.lines(copies_of(account.survey()), here, account.now())
        sys.stdout.writelines(f"{line}\n" for line in table)
        return 0

    def reap(self, source: str, extra: Sequence[str]) -> int:
        """Take away what has expired in an account, and forget the files of what is gone."""
        account = Account.of(source)
        account.start(self.root)
        code = self.playbooks.reap(source, extra)
        if "--check" not in extra:
            self._forget_gone(account, source)
        return code

    def extend(self, name: str) -> int:
        """Let a copy live on, because it is deployed again."""
        account = Account.of(name)
        account.start(self.root)
        copies.extend(self.records, name, account)
        return 0

    @contextmanager
    def _prepared(
        self, source: str, name: str, ttl: str, *, for_a_run: bool = False
    ) -> Iterator[tuple[Account, Record]]:
        """Find or make the file of a copy, which stays claimed during the block."""
        copies.check_source(self.records, source)
        account = Account.of(source)
        account.start(self.root)
        with ExitStack() as held:
            if name:  # before anybody's copy is touched
                names.check(name, (), ())
                held.enter_context(claimed(self.records, name, alone=for_a_run))
            record = copies.new_or_known(self.records, source, name, ttl, account, for_a_run=for_a_run)
            if not name:
                held.enter_context(claimed(self.records, record.name, alone=for_a_run))
            yield account, self._located(account, record)

    def _located(self, account: Account, record: Record) -> Record:
        """Keep where the copy is; one whose settings do not tell is not even begun."""
        try:
            return copies.located(self.records, record)
        except StackyardError:
            self._after_failure(account, record)
            raise

    def _close(self, removal: Removal, ended: str) -> None:
        """Say how a run ended, and whether its copy is gone: what its command said stands far above by then."""
        record = removal.record
        if removal.others:
            say(f"{record.name}: {ended}; the copy of this name is another machine's, and nothing of ours is left")
        elif self.records.find(record.name):
            say(f"{record.name}: {ended}; the copy is not gone")
            say(f"take it away: bin/ephemeral down {record.name}; the reaper does it after {record.expires}")
        else:
            say(f"{record.name}: {ended}; the copy is gone")

    def _command(self, record: Record, command: Sequence[str]) -> subprocess.Popen[str]:
        target = target_of(record)
        with explaining(target):
            states = read_stacks(target.client("cloudformation"), f"{target.prefix}-")
        given = variables(target, states, os.environ)
        if not command:  # the checks take the copy as it stands
            given |= {"STACKYARD_E2E_ENV": record.name, "STACKYARD_E2E_DEPLOYED": "yes"}
            return subprocess.Popen([sys.executable, *_CHECKS], cwd=self.root, env=given, text=True)
        return subprocess.Popen(command, cwd=os.environ.get(_CALLER) or None, env=given, text=True)

    def _forget(self, record: Record) -> None:
        """Forget a copy that is gone, unless another command is at work to make it anew: that one needs its file."""
        with self.playbooks.unless_busy(record.name) as free:
            if free:
                copies.forget(self.records, record)
                clear(self.records, record.name)

    def _after_failure(self, account: Account, record: Record) -> None:
        """Say what is there of a copy that could not be brought up; forget it where that is nothing."""
        found = account.survey().of(record.name)
        if copies.is_others(record, found):
            say(f"{record.name} is another machine's copy, and nothing of ours is left")
            self._forget(record)
        elif found.stacks or found.resources:
            say(f"{record.name} is not complete: run the same command with --name {record.name}, or")
            say(f"bin/ephemeral down {record.name}; it goes by itself after {record.expires}")
        else:
            self._forget(record)

    def _forget_gone(self, account: Account, source: str) -> None:
        there, now = account.survey(), account.now()
        for record in self.records.all():
            found = there.of(record.name)
            expired = left(record.expires, now).startswith("expired")
            if record.source == source and expired and not (found.stacks or found.resources):
                self._forget(record)


def check_command(command: Sequence[str]) -> None:
    """Refuse a command that is none, before a copy is brought up for it. Raises ``StackyardError``."""
    if not command:
        return
    program = command[0]
    path = Path(os.environ.get(_CALLER, ""), program) if "/" in program else program
    if not shutil.which(path):
        raise StackyardError(
            "there is no such command to run",
            given=program or "an empty name",
            remedy="name a program that can be executed; words for a shell need one: -- sh -c '...'",
        )
