"""Commands that ask a deployed environment something, outside of playbooks: what they share.

What they print on stdout is data for other programs; every complaint goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import StackyardError
from ..outcome import told
from ..preflight import check_placeholders
from ..refusals import explain
from ..settings.environment import known_environments
from ..settings.named import meant
from ..settings.short_lived import short_lived
from ..target import ROOT, Target


def tell(environment: str, usage: str, work: Callable[[Target], str]) -> int:
    """Print what ``work`` gives of an environment's target; gives the exit code.

    ``usage`` is the command with a place for the environment, told when there is none of this name.
    """
    try:
        target = reach(environment, usage)
        try:
            sys.stdout.write(work(target))
        except (BotoCoreError, ClientError) as error:
            raise explain(error, target) from None
    except StackyardError as error:
        return told(error)
    return 0


def reach(environment: str, usage: str) -> Target:
    """Give the target of an environment. Raises ``StackyardError`` for a name that the inventory does not have."""
    check_environment(environment, [*known_environments(), *short_lived(ROOT)], usage)
    target = Target.load(environment)
    check_placeholders({"aws_account_id": target.account}, target.environment, ROOT)
    return target


def check_environment(name: str, known: Sequence[str], usage: str) -> None:
    """Refuse an environment that the inventory does not have; raises ``StackyardError`` naming those it has."""
    if name not in known:
        other = meant(name)
        said = f"{other}; " if other else ""
        raise StackyardError(
            "there is no environment of this name", given=name, remedy=f"{said}{usage}, one of {', '.join(known)}"
        )
