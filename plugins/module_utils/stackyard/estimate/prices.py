"""Prices of one dated file: what a unit of a dimension costs in a region, as far as somebody has stated it.

What the file (``price_file``) does not say stays unknown; a price of another region is never taken instead, only named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ..faults import Faults
from ..text.alike import alike
from .numbers import exact


@dataclass(frozen=True)
class Tier:
    """A price per ``per`` units, for the units of a month up to number ``to``; ``None`` for all further ones."""

    price: Decimal
    to: Decimal | None = None


@dataclass(frozen=True)
class Price:
    """What a dimension costs in one region: tiers in their order, and who said so when ("2026-08", "undated")."""

    tiers: tuple[Tier, ...]
    currency: str
    as_of: str
    source: str = ""


@dataclass(frozen=True)
class Dimension:
    """Something that is paid for.

    ``per``: units that a price is for; ``free``: units of a month that cost nothing, by the bill's currency.
    """

    name: str
    what: str
    unit: str
    per: Decimal = Decimal(1)
    free: Mapping[str, Decimal] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)


@dataclass(frozen=True)
class PriceBook:
    """A price file: its ``edition`` ("2026-11"), and its dimensions by name."""

    edition: str
    dimensions: Mapping[str, Dimension]

    def dimension(self, name: str) -> Dimension:
        """Give a dimension; one that the file does not have has no price, and its name says what it is."""
        return self.dimensions.get(name) or Dimension(name, name, "unit")

    def price(self, name: str, region: str, currency: str) -> Price | None:
        """Give a price; ``None`` when none is known, or only one in another currency than bills are in."""
        found = self.dimension(name).prices.get(region)
        return found if found and found.currency == currency else None

    def with_own(self, own: Mapping[str, Any], region: str, currency: str) -> PriceBook:
        """Put an environment's own prices before those of the file: a number by name of a dimension, per its ``per``.

        Raises ``StackyardError`` for an unknown dimension, and for what is no price.
        """
        faults, dimensions = Faults("estimate_prices"), dict(self.dimensions)
        for name, value in own.items():
            price, known = exact(value), dimensions.get(name)
            if known is None:
                meant = ", ".join(alike(name, sorted(dimensions)))
                faults.add(f"estimate_prices: there is nothing called {name} to pay for", remedy=f"perhaps {meant}")
            elif price is None:
                faults.add(f"estimate_prices: {name} has no price", given=str(value), remedy="write a number")
            else:
                mine = Price((Tier(price),), currency, self.edition, "estimate_prices")
                dimensions[name] = replace(known, prices={**known.prices, region: mine})
        faults.raise_if_any()
        return PriceBook(self.edition, dimensions)
