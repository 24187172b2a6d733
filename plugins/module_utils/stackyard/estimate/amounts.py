"""Prices what was counted: one line for each dimension, with how it was worked out, and a total.

Tiers and free tiers are of an account, so they are applied to the sum of a dimension and not to each resource. What
costs the same whatever happens comes first in the tiers, and use on top of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .model import Counted, Driver
from .prices import Dimension, Price, PriceBook, Tier

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Step:
    """So many units at one price of a tier; no price where what lies so high costs nobody has stated."""

    units: Decimal
    price: Decimal | None


@dataclass(frozen=True)
class Line:
    """One dimension, either its fixed part or its use.

    ``quantity`` sums what is known, ``unsaid`` are the resources whose quantity is not; ``amount`` is of what is known
    and has a price, ``None`` where there is no price at all. ``free`` is what the free tier could take off.
    """

    dimension: Dimension
    fixed: bool
    quantity: Decimal
    price: Price | None
    steps: tuple[Step, ...] = ()
    free: Decimal = NOTHING
    drivers: tuple[Driver, ...] = ()

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Places whose quantity nobody knows."""
        return tuple(one.place for one in self.drivers if one.quantity is None)

    @property
    def amount(self) -> Decimal | None:
        """What the known part costs a month."""
        if self.price is None:
            return None if self.quantity or self.unsaid else NOTHING
        return sum((step.units * step.price / self.dimension.per for step in self.steps if step.price), NOTHING)

    @property
    def above_tiers(self) -> Decimal:
        """Units that lie above the last tier whose price is known."""
        return sum((step.units for step in self.steps if step.price is None), NOTHING)

    @property
    def complete(self) -> bool:
        """Whether the amount is all of it."""
        return self.amount is not None and not self.unsaid and not self.above_tiers


@dataclass(frozen=True)
class Estimate:
    """What an environment costs a month, as far as it is known.

    ``lines`` are ordered as people read them: what is fixed first, then by amount.
    """

    region: str
    currency: str
    edition: str
    lines: tuple[Line, ...]
    strange: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def part(self, *, fixed: bool) -> list[Line]:
        """Give the lines of what is fixed, or of what follows use."""
        return [line for line in self.lines if line.fixed is fixed]

    @property
    def total(self) -> Decimal:
        """What is known of the costs, before free tiers."""
        return sum((line.amount for line in self.lines if line.amount), NOTHING)

    @property
    def free(self) -> Decimal:
        """What free tiers could take off at most: they are the account's, and others may use them up."""
        return sum((line.free for line in self.lines), NOTHING)

    @property
    def complete(self) -> bool:
        """Whether the total is all of it; else it is the least that will be paid."""
        return not self.strange and all(line.complete for line in self.lines)


def estimate(counted: Counted, book: PriceBook, region: str, currency: str) -> Estimate:
    """Price what was counted in one region."""
    names = dict.fromkeys(driver.dimension for driver in counted.drivers)
    lines = [line for name in names for line in _lines(name, counted.drivers, book, region, currency)]
    lines.sort(key=lambda line: (not line.fixed, -(line.amount or NOTHING), line.dimension.what))
    return Estimate(region, currency, book.edition, tuple(lines), counted.strange, counted.notes)


def _lines(name: str, drivers: Iterable[Driver], book: PriceBook, region: str, currency: str) -> Iterable[Line]:
    dimension, price = book.dimension(name), book.price(name, region, currency)
    mine = [driver for driver in drivers if driver.dimension == name]
    before = NOTHING
    for fixed in (True, False):
        part = tuple(driver for driver in mine if driver.fixed is fixed)
        if not part:
            continue
        quantity = sum((one.quantity for one in part if one.quantity is not None), NOTHING)
        steps = steps_of(price.tiers, before, quantity) if price else ()
        free = free_of(dimension, price, before, quantity) if price else NOTHING
        yield Line(dimension, fixed, quantity, price, steps, free, part)
        before += quantity


def steps_of(tiers: Sequence[Tier], before: Decimal, quantity: Decimal) -> tuple[Step, ...]:
    """Share ``quantity`` units out to tiers, of which ``before`` units are used up already."""
    steps, at, end = [], before, before + quantity
    for tier in tiers:
        top = end if tier.to is None else min(tier.to, end)
        if top > at:
            steps.append(Step(top - at, tier.price))
            at = top
    return (*steps, Step(end - at, None)) if end > at else tuple(steps)


def free_of(dimension: Dimension, price: Price, before: Decimal, quantity: Decimal) -> Decimal:
    """What an untouched free tier takes off an amount: the first units of the account, at the first tiers' prices."""
    left = max(dimension.free.get(price.currency, NOTHING) - before, NOTHING)
    steps = steps_of(price.tiers, before, min(left, quantity))
    return sum((step.units * step.price / dimension.per for step in steps if step.price), NOTHING)
