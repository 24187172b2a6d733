"""Reads a budget from AWS as it stands, its notifications and their subscribers with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from ..refusals import code_of
from .model import Budget, Notification, Subscriber, Subscribers

MISSING = "NotFoundException"


def read_budget(budgets: Any, account: str, name: str) -> Budget | None:
    """Give a budget, or ``None`` where there is none of this name."""
    try:
        answer = budgets.describe_budget(AccountId=account, BudgetName=name)["Budget"]
        return Budget.parse(answer, _notifications(budgets, {"AccountId": account, "BudgetName": name}))
    except ClientError as error:
        if code_of(error) == MISSING:
            return None
        raise


def _notifications(budgets: Any, of: Mapping[str, str]) -> dict[Notification, Subscribers]:
    pages = budgets.get_paginator("describe_notifications_for_budget").paginate(**of)
    found = [Notification.parse(one) for page in pages for one in page.get("Notifications", [])]
    return {one: _subscribers(budgets, of, one) for one in found}


def _subscribers(budgets: Any, of: Mapping[str, str], notification: Notification) -> Subscribers:
    paginator = budgets.get_paginator("describe_subscribers_for_notification")
    try:
        pages = list(paginator.paginate(**of, Notification=notification.request()))
    except ClientError as error:
        if code_of(error) == MISSING:  # somebody took the last one away
            return frozenset()
        raise
    return frozenset(Subscriber.parse(one) for page in pages for one in page.get("Subscribers", []))
