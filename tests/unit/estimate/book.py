"""A small price file, whose numbers are easy to reckon with."""

from __future__ import annotations

from decimal import Decimal

from stackyard.estimate.model import Driver
from stackyard.estimate.prices import Dimension, Price, PriceBook, Tier

HERE, ELSEWHERE = "here-1", "there-1"


def price(*tiers: tuple[str, str | None], currency: str = "USD") -> Price:
    found = tuple(Tier(Decimal(one), Decimal(to) if to else None) for one, to in tiers)
    return Price(found, currency, "2026-01", "a list")


def dimension(name: str, per: str = "1", free: str = "0", **prices: Price) -> Dimension:
    stated = {region.replace("_", "-"): one for region, one in prices.items()}
    return Dimension(name, name.replace(".", " "), "unit", Decimal(per), {"USD": Decimal(free)}, stated)


BOOK = PriceBook(
    "2026-01",
    {
        one.name: one
        for one in (
            dimension("sqs.requests", "1000000", "1000000", here_1=price(("0.40", None))),
            dimension("api.calls", "1000000", here_1=price(("3.50", "333000000"), ("2.80", "1000000000"))),
            dimension("api.first", "1000000", here_1=price(("3.70", "333000000"))),
            dimension("keys", there_1=price(("1.00", None))),
            dimension("alarms", here_1=price(("0.10", None))),
        )
    },
)


def driver(
    dimension: str, quantity: str | None, *, fixed: bool = False, place: str = "shop/api.Thing", how: str = "said"
) -> Driver:
    return Driver(place, dimension, fixed, None if quantity is None else Decimal(quantity), how)
