"""A budget on the embedded AWS: brought to what is wanted, from whatever somebody made of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from stackyard.budgets.model import Budget, Notification, Subscriber
from stackyard.budgets.reconcile import Ledger
from stackyard.budgets.status import status_line

from embedded.lifecycle.environment import ACCOUNT
from tests.contract.embedded_server import EmbeddedServer

A80, A100, F80 = (
    Notification("ACTUAL", Decimal(80)),
    Notification("ACTUAL", Decimal(100)),
    Notification("FORECASTED", Decimal(80)),
)
KIM, LEE = Subscriber("EMAIL", "kim@example.com"), Subscriber("EMAIL", "lee@example.com")
TOPIC = Subscriber("SNS", f"arn:aws:sns:eu-central-1:{ACCOUNT}:alarms")
Told = Mapping[Notification, Sequence[Subscriber]]


class Account:
    """One budget of a server, with the client that reconciles it."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.name = f"stackyard-{uuid.uuid4().hex[:8]}"
        self.client: Any = server.client("budgets", region_name="us-east-1")
        self.ledger = Ledger(self.client, ACCOUNT)

    def wanted(self, told: Told, limit: str = "50") -> Budget:
        tags = frozenset({f"stackyard:environment${self.name}"})
        return Budget(self.name, Decimal(limit), "USD", tags, {one: frozenset(who) for one, who in told.items()})

    def brought_to(self, told: Told, limit: str = "50") -> list[str]:
        """Reconcile; what was done. It is what was wanted then, and the second time there is nothing to do."""
        wanted = self.wanted(told, limit)
        done = self.ledger.reconcile(wanted)
        assert self.ledger.find(self.name) == wanted
        assert self.ledger.reconcile(wanted) == []
        return done


@pytest.fixture
def account(repaired: EmbeddedServer) -> Account:
    return Account(repaired)


def test_budget__follows_its_settings(account: Account) -> None:
    assert account.brought_to({A80: [TOPIC], F80: [TOPIC]}) == [f"make the budget {account.name}, 50.00 USD a month"]
    assert account.brought_to({A80: [TOPIC], F80: [TOPIC]}, "60.50") == [
        "change the limit from 50.00 USD to 60.50 USD a month"
    ]
    assert account.brought_to({A100: [TOPIC], F80: [TOPIC]}, "60.50") == ["tell of 100 % spent instead of 80 % spent"]
    assert account.brought_to({A100: [TOPIC, KIM], F80: [LEE]}, "60.50") == [
        "tell kim@example.com of 100 % spent",
        "tell lee@example.com of 80 % forecast",
        f"no longer tell {TOPIC} of 80 % forecast",
    ]


def test_what_somebody_did_by_hand__is_put_right(account: Account) -> None:
    account.brought_to({A80: [TOPIC, KIM]})
    of = {"AccountId": ACCOUNT, "BudgetName": account.name}
    account.client.delete_subscriber(**of, Notification=A80.request(), Subscriber=KIM.request())
    account.client.create_notification(**of, Notification=F80.request(), Subscribers=[LEE.request()])
    assert account.brought_to({A80: [TOPIC, KIM]}) == [
        "no longer tell of 80 % forecast",
        "tell kim@example.com of 80 % spent",
    ]


def test_status__tells_what_was_spent(account: Account) -> None:
    account.brought_to({A80: [TOPIC]})
    assert status_line(account.ledger.find(account.name)) == {"label": "budget", "value": "0.00 of 50.00 USD (0 %)"}


def test_removed_budget__is_gone(account: Account) -> None:
    account.brought_to({A80: [TOPIC]})
    assert account.ledger.remove(account.name)
    assert account.ledger.find(account.name) is None
    assert not account.ledger.remove(account.name)
