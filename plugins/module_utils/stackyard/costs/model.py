"""What was spent, as all ways of showing it take it: amounts by day, service and system.

Amounts are decimal numbers of one currency, the bill's. A system is "" where nothing says whose an amount is.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

NOTHING = Decimal(0)
NOT_TAGGED = "not tagged"
SHOWN_DAYS = 30
WEEK = 7
_HUNDRED = Decimal(100)

Part = Literal["service", "system"]


class Cell(NamedTuple):
    """What an amount is for."""

    day: date
    service: str
    system: str


@dataclass(frozen=True)
class Spend:
    """What was spent up to and with the day ``last``. ``estimated`` are days whose amounts may still change.

    ``source`` says who counted; ``notes`` what else people have to know of the amounts, in whole sentences.
    """

    currency: str
    last: date
    cells: Mapping[Cell, Decimal]
    estimated: frozenset[date] = frozenset()
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are shown, the oldest first."""
        return tuple(self.last - timedelta(days=ago) for ago in reversed(range(SHOWN_DAYS)))

    def between(self, first: date, last: date) -> Decimal:
        """Sum the days from ``first`` to ``last``, both included."""
        return sum((amount for cell, amount in self.cells.items() if first <= cell.day <= last), NOTHING)

    @property
    def total(self) -> Decimal:
        """What all days cost that are shown."""
        return self.between(self.days[0], self.last)

    @property
    def daily(self) -> tuple[Decimal, ...]:
        """What each day cost that is shown."""
        return tuple(self.between(day, day) for day in self.days)

    def rows(self, part: Part) -> list[Row]:
        """Give a row for each service or system that cost anything, the dearest first."""
        found: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for cell, amount in self.cells.items():
            found[getattr(cell, part) or NOT_TAGGED][cell.day] += amount
        rows = [Row(name, tuple(by_day.get(day, NOTHING) for day in self.days)) for name, by_day in found.items()]
        return sorted((row for row in rows if any(row.amounts)), key=lambda row: (-row.total, row.name))


@dataclass(frozen=True)
class Row:
    """The amounts of a service or system, one for each day that is shown."""

    name: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """What all days cost."""
        return sum(self.amounts, NOTHING)

    @property
    def week(self) -> Decimal:
        """What the last seven days cost."""
        return sum(self.amounts[-WEEK:], NOTHING)


@dataclass(frozen=True)
class Forecast:
    """What the days to come are expected to cost, up to the end of the month; ``how`` says who expects it."""

    days: Mapping[date, Decimal]
    how: str

    @property
    def total(self) -> Decimal:
        """What all of them cost."""
        return sum(self.days.values(), NOTHING)


@dataclass(frozen=True)
class Overview:
    """Everything there is to show: ``budget`` is a month's limit in the currency of the amounts, ``None`` without one.

    ``untagged`` is what the account spent on that no tag says whose it is, of no environment; ``today`` decides which
    month it is. ``forecast`` is ``None`` where nothing can be told of the future.
    """

    title: str
    spend: Spend
    today: date
    forecast: Forecast | None = None
    budget: Decimal | None = None
    untagged: Decimal | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def month_to_date(self) -> Decimal:
        """What the month of today has cost so far."""
        return self.spend.between(self.today.replace(day=1), self.today)

    @property
    def month_end(self) -> Decimal | None:
        """What the month will have cost at its end."""
        return self.month_to_date + self.forecast.total if self.forecast else None

    def percent(self, amount: Decimal | None) -> Decimal | None:
        """How much of the budget an amount is, in per cent; ``None`` where there is none of both."""
        return amount / self.budget * _HUNDRED if self.budget and amount is not None else None

    @property
    def budget_a_day(self) -> Decimal | None:
        """What a day may cost so that the month keeps to the budget."""
        return self.budget / days_of_month(self.today) if self.budget else None


def days_of_month(day: date) -> int:
    """How many days the month of a day has."""
    return calendar.monthrange(day.year, day.month)[1]


def month_after(day: date) -> date:
    """Give the first day of the next month."""
    return day.replace(day=1) + timedelta(days=days_of_month(day))


def first_asked(last: date, today: date) -> date:
    """Give the first day that has to be known: 30 days are shown, and the month of today is summed."""
    return min(last - timedelta(days=SHOWN_DAYS - 1), today.replace(day=1))


def cells_of(rows: Iterable[Iterable[Any]]) -> dict[Cell, Decimal]:
    """Read rows of day, service, system and amount, all texts; equal ones are added up."""
    cells: dict[Cell, Decimal] = defaultdict(Decimal)
    for day, service, system, amount in rows:
        cells[Cell(date.fromisoformat(day), service, system)] += Decimal(amount)
    return dict(cells)
