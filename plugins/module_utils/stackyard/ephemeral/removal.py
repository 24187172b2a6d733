"""Takes a copy away, whatever became of the checkout that made it.

The playbook comes first, as it runs what the systems themselves have to remove. It needs settings that are right:
somebody may have edited them, or checked another branch out, since the copy was made. Where it fails, the copy goes by
what was recorded of it at its beginning and by what the account says: tags and names, as for the reaper. Nothing of the
checkout is read for that, not even code: all of it is in memory by then.
"""

from __future__ import annotations

import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

from ..apply.observer import Lines
from ..apply.polling import Pace
from ..errors import StackyardError
from ..files import explain
from ..outcome import told
from ..preflight import check_caller
from ..refusals import explaining
from ..sweep.reap import in_words, remove_undeclared
from ..target import Target
from .account import Account
from .copies import is_others
from .playbooks import Playbooks
from .record import Record
from .supervise import take_away

_IMPATIENT = Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=5, read_timeout=20)
_SAVING_SECONDS = 300  # a loaded machine saves much, for many, one after the other


@dataclass
class Removal:
    """One removal of a copy; ``tell`` takes the lines that it tells, ``root`` is the checkout.

    ``others`` is whether the name turned out to be another machine's copy, of which nothing is removed.
    """

    record: Record
    playbooks: Playbooks
    root: Path
    tell: Callable[[str], None]
    others: bool = False

    def run(self) -> int:
        """Take the copy away. An exit code: 0 only where nothing of it is left; what is wrong is told."""
        return _tried(self._by_playbook) and _tried(self._by_record)

    def _by_playbook(self) -> int:
        return take_away(self._begin, self.tell)

    def _begin(self) -> subprocess.Popen[str]:
        return self.playbooks.begin(
            self.record,
            "absent",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )

    def _by_record(self) -> int:
        name, account = self.record.name, Account(target_of(self.record))
        with self.playbooks.turn(name), explaining(account.target):
            self._check_account(account)
            found = account.survey().of(name)
            if is_others(self.record, found):
                self.others = True
                self.tell(f"{name} is another machine's copy: nothing of it is taken away")
                return 0
            if found.stacks and not found.ephemeral:
                raise StackyardError(
                    "this environment is no copy: it has no end",
                    given=found.stacks[0].name,
                    remedy=f"bin/destroy {name}, if it is to go",
                )
            self.tell(f"the playbook did not take {name} away, so it goes by its tags and names: no setting is needed")
            self._remove(account)
        return 0

    def _check_account(self, account: Account) -> None:
        """Make sure that the account answers, and is the copy's. Raises ``StackyardError``."""
        target = account.target
        try:
            caller = target.client("sts", config=_IMPATIENT).get_caller_identity()
        except EndpointConnectionError:
            account.start(self.root)
            caller = target.client("sts").get_caller_identity()
        check_caller(target, caller)

    def _remove(self, account: Account) -> None:
        target = account.target
        workshop = replace(account.workshop(), pace=Pace.usual(embedded=target.embedded), observer=Lines(self.tell))
        self.tell(f"removed {self.record.name}: {in_words(remove_undeclared(workshop))}")
        if target.embedded:  # what is gone must not come back when it is killed before it saves by itself
            request = urllib.request.Request(f"{target.endpoint_url}/_stackyard/save", method="POST")  # noqa: S310
            with urllib.request.urlopen(request, timeout=_SAVING_SECONDS):  # noqa: S310  # the target's own address
                pass


def target_of(record: Record) -> Target:
    """Where a copy is, as its record says. Raises ``StackyardError`` where it does not."""
    if not record.target:
        raise StackyardError(
            "the account of this copy was not recorded, so its settings are needed",
            given=record.name,
            remedy=f"mend what is told above, then: bin/ephemeral down {record.name}",
        )
    return Target.from_mapping(record.target)


def _tried(work: Callable[[], int]) -> int:
    """Do something; an exit code, 1 with what is wrong told where it fails."""
    try:
        return work()
    except StackyardError as error:
        return told(error)
    except OSError as error:  # the checkout may be gone, and the programs that it brings
        remedy = "put it right, then run the same command again"
        return told(explain(error) or StackyardError("the system refuses something", given=str(error), remedy=remedy))
