"""Tells how much of a budget is spent, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .model import Budget, decimal, money

LABEL = "budget"
_WHOLE = Decimal(100)


def status_line(budget: Budget | None, told_by: str = "") -> dict[str, str]:
    """Give label and value: "12.30 of 50.00 USD (25 %), forecast 31.00"; AWS forecasts after some weeks only.

    ``told_by`` is the command that knows what is spent where AWS Budgets counts nothing: on the embedded AWS.
    """
    if budget is None:
        return {"label": LABEL, "value": "there is none yet; the next deployment makes it"}
    if told_by:
        return {"label": LABEL, "value": f"{money(budget.limit, budget.unit)} a month; {told_by} tells what is spent"}
    spend = budget.found.get("CalculatedSpend") or {}
    spent = _amount(spend.get("ActualSpend"))
    share = f" ({spent * _WHOLE / budget.limit:.0f} %)" if budget.limit else ""
    forecast = f", forecast {_amount(spend['ForecastedSpend']):.2f}" if spend.get("ForecastedSpend") else ""
    return {"label": LABEL, "value": f"{spent:.2f} of {money(budget.limit, budget.unit)}{share}{forecast}"}


def _amount(spend: Mapping[str, Any] | None) -> Decimal:
    return decimal((spend or {}).get("Amount", "0"))
