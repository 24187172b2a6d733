"""Spends whose amounts are easy to reckon with, all of which end on 20 November 2026."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from stackyard.costs.model import Cell, Overview, Spend

LAST = date(2026, 11, 20)
TODAY = date(2026, 11, 21)


def spend(*amounts: tuple[int, str, str, str], estimated: tuple[int, ...] = (), notes: tuple[str, ...] = ()) -> Spend:
    """Amounts as (days ago, service, system, amount)."""
    cells = {Cell(LAST - timedelta(days=ago), service, system): Decimal(text) for ago, service, system, text in amounts}
    days = frozenset(LAST - timedelta(days=ago) for ago in estimated)
    return Spend("USD", LAST, cells, days, "somebody counted", notes)


def every_day(amount: str, days: int, service: str = "AWS Lambda", system: str = "shop") -> Spend:
    return spend(*((ago, service, system, amount) for ago in range(days)))


def overview(found: Spend, **more: object) -> Overview:
    return Overview("stackyard-dev", found, TODAY, **more)  # type: ignore[arg-type]
