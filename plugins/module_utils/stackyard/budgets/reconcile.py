"""Brings a budget to what the settings say, and takes it away; somebody else may be doing the same.

A run that is killed leaves a budget that the next one compares again, so nothing has to be remembered here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..refusals import DENIED, code_of, message_of
from .difference import Call, difference
from .model import Budget
from .read import MISSING, read_budget

# Answers to a call that came too late: somebody else has just done it, or undone what it builds on.
OVERTAKEN = frozenset({MISSING, "DuplicateRecordException"})
ATTEMPTS = 4


@dataclass(frozen=True)
class Ledger:
    """The budgets of one account; ``client`` is boto3's, in the region where the partition keeps them."""

    client: Any
    account: str

    def find(self, name: str) -> Budget | None:
        """Give a budget, or ``None``."""
        with explained():
            return read_budget(self.client, self.account, name)

    def plan(self, wanted: Budget) -> list[str]:
        """Say what ``reconcile`` would do."""
        return [call.line for call in difference(wanted, self.find(wanted.name))]

    def reconcile(self, wanted: Budget) -> list[str]:
        """Do what differs, and say what that was. Raises ``StackyardError`` where the caller may not."""
        done: list[str] = []
        for attempt in range(1, ATTEMPTS + 1):
            calls = difference(wanted, self.find(wanted.name))
            try:
                for call in calls:
                    self._call(wanted.name, call)
                    done.append(call.line)
            except ClientError as error:
                if code_of(error) not in OVERTAKEN or attempt == ATTEMPTS:
                    raise
            else:
                break
        return done

    def remove(self, name: str, *, dry: bool = False) -> bool:
        """Take a budget away, its notifications with it; whether there was one. ``dry`` only looks."""
        with explained():
            if dry:
                return read_budget(self.client, self.account, name) is not None
            try:
                self.client.delete_budget(AccountId=self.account, BudgetName=name)
            except ClientError as error:
                if code_of(error) == MISSING:
                    return False
                raise
            return True

    def _call(self, name: str, call: Call) -> None:
        names_itself = call.method in ("create_budget", "update_budget")
        of = {"AccountId": self.account} | ({} if names_itself else {"BudgetName": name})
        with explained():
            getattr(self.client, call.method)(**of, **call.arguments)


@contextmanager
def explained() -> Iterator[None]:
    """Say what to do where the caller may not work with budgets: many roles that deploy may not."""
    try:
        yield
    except ClientError as error:
        if code_of(error) not in DENIED:
            raise
        raise StackyardError(
            "the caller may not work with budgets",
            given=f"{error.operation_name}: {message_of(error)}",
            remedy="let its role do budgets:ViewBudget and budgets:ModifyBudget, or set budget_enabled: false",
        ) from error
