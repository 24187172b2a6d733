"""The line between real clients of botocore and an account of tests, on which everything can be lost.

Clients check and write requests as they always do; what they would send is handed to the account here. botocore's own
retries do not come into it: a fault is what is left after them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.fakes.account import Account, Refusal

Serve = Callable[[], dict[str, Any]]
Fault = Callable[[int, str, Serve], dict[str, Any]]
"""Answers request ``number`` (from 1) of an operation; ``serve`` is what the account would do and say."""


def no_fault(number: int, operation: str, serve: Serve) -> dict[str, Any]:
    del number, operation
    return serve()


@dataclass
class Wire:
    """Carries requests to ``account``, one at a time; ``asked`` are their operations, in turn."""

    account: Account
    fault: Fault = no_fault
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def renew(self, account: Account, fault: Fault = no_fault) -> None:
        """Lead to another account, as a new process would."""
        self.account, self.fault, self.asked = account, fault, []

    def attach(self, client: Any) -> Any:
        """Take a client off the network, and put it on this line."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"before-parameter-build.{service}", self._remember)
        client.meta.events.register(f"before-call.{service}", self._carry)
        return client

    @staticmethod
    def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["given"] = dict(params)

    def _carry(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        with self.lock:
            self.asked.append(model.name)
            try:
                answer = self.fault(
                    len(self.asked), model.name, lambda: self.account.answer(model.name, context["given"])
                )
            except Refusal as refusal:
                return refused(refusal)
        return SimpleNamespace(status_code=200), {**answer, "ResponseMetadata": {"HTTPStatusCode": 200}}


def refused(refusal: Refusal) -> tuple[Any, dict[str, Any]]:
    """Give what botocore makes of an answer that is an error."""
    told = {"Code": refusal.code, "Message": refusal.message, "Type": "Sender"}
    return SimpleNamespace(status_code=refusal.status), {
        "Error": told,
        "ResponseMetadata": {"HTTPStatusCode": refusal.status},
    }
