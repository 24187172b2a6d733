"""Gives each client that is named a key of the API, and takes keys away from those who are named no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from stackyard.errors import StackyardError
from stackyard.operate.api_keys import KeyPlan, KeyRing, plan_keys, reconcile
from stackyard.text.words import counted

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def checked(clients: Sequence[str]) -> list[str]:
    """Give the clients' names, each once. Raises ``StackyardError`` for names that no key can have."""
    wrong = sorted({str(name) for name in clients if not isinstance(name, str) or not _NAME.fullmatch(name)})
    if wrong:
        raise StackyardError(
            "names of clients are letters, digits, dots, dashes and underscores, at most 64",
            given=", ".join(map(repr, wrong)),
            remedy="mend gearbox_clients in group_vars",
        )
    return list(dict.fromkeys(clients))


def seed(ring: KeyRing, clients: Sequence[str], *, deployed: bool, check: bool) -> dict[str, Any]:
    """Make the keys what ``clients`` says, or with ``check`` only tell; gives a task's result, without any value."""
    wanted = checked(clients)
    plan = plan_keys(wanted, ring.list() if deployed else [], {}, prune=True)
    if not check:
        reconcile(plan, ring)
    return {
        "changed": plan.changed,
        "msg": _summary(wanted, plan, dry=check),
        "keys_made": list(plan.create),
        "keys_deleted": [key.owner for key in plan.delete],
        "diff": {"prepared": "".join(f"{line}\n" for line in _diff(plan))},
    }


def _summary(clients: Sequence[str], plan: KeyPlan, *, dry: bool) -> str:
    tense = "to be " if dry else ""
    figures = ((len(plan.create), "made"), (len(plan.attach), "attached"), (len(plan.delete), "deleted"))
    parts = [f"{counted(count, 'key')} {tense}{done}" for count, done in figures if count]
    return ", ".join([counted(len(clients), "client"), *(parts or ["nothing to do"])])


def _diff(plan: KeyPlan) -> list[str]:
    return [*(f"+ API key of {owner}" for owner in plan.create), *(f"- API key of {key.owner}" for key in plan.delete)]
