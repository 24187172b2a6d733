"""Prices what the embedded AWS counted, so that costs can be looked at, and tried out, before anybody pays.

It counts by dimensions of the price file. What has no known price is named, and counted nowhere; free tiers are an
account's and taken off nowhere, as in estimates.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..embedded_commands import typed
from ..errors import StackyardError
from ..estimate.amounts import steps_of
from ..estimate.prices import Dimension, Price, PriceBook
from ..target import Target
from .model import NOTHING, Cell, Spend, days_of_month

# As bills call the services.
SERVICES = {
    "lambda": "AWS Lambda",
    "apigateway": "Amazon API Gateway",
    "states": "AWS Step Functions",
    "sqs": "Amazon Simple Queue Service",
    "sns": "Amazon Simple Notification Service",
    "ses": "Amazon Simple Email Service",
    "s3": "Amazon Simple Storage Service",
    "dynamodb": "Amazon DynamoDB",
    "logs": "AmazonCloudWatch",
    "cloudwatch": "AmazonCloudWatch",
    "kms": "AWS Key Management Service",
}
# What is paid for as long as it is there: prices are for a month.
_BY_TIME = frozenset({"s3.storage", "dynamodb.storage", "cloudwatch.alarms", "kms.keys"})
# What is counted apart, but paid for like something else.
_ALIKE = {"sqs.polls": "sqs.requests"}


@dataclass(frozen=True)
class Owners:
    """Whose a resource is: what the server learnt from tags, else what its name begins with.

    ``systems`` are those that there are; ``known`` gives environment and system by name of a resource.
    """

    environment: str
    prefix: str
    systems: Collection[str]
    known: Mapping[str, Any] = field(default_factory=dict)

    def system_of(self, name: str) -> str | None:
        """Give the system of a resource; "" where nobody knows, ``None`` for another environment's."""
        if name in self.known:
            environment, system = self.known[name]
            return str(system) if environment == self.environment else None
        return next((system for system in self.systems if f"{self.prefix}-{system}-" in name), "")


def usage_of(target: Target) -> dict[str, Any]:
    """Ask the embedded AWS what it counted. Raises ``StackyardError`` when it does not run, or is an older one."""
    url = f"{target.endpoint_url}/_stackyard/usage"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own loopback URL
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        remedy = f"{typed('bin/local down', target)}, then {typed('bin/local up', target)}"
        raise StackyardError("the embedded AWS does not count", given=f"{url}: {error}", remedy=remedy) from None
    except (OSError, ValueError) as error:
        remedy = typed("bin/local up", target)
        raise StackyardError("the embedded AWS does not answer", given=f"{url}: {error}", remedy=remedy) from None
    return dict(found)


def priced(usage: Mapping[str, Any], owners: Owners, book: PriceBook, region: str, currency: str) -> Spend:
    """Price the days that were counted; ``usage`` is as ``GET /_stackyard/usage`` answers."""
    cells: dict[Cell, Decimal] = defaultdict(Decimal)
    unknown: dict[str, None] = {}
    for kind, used in sorted(_by_kind(usage).items()):
        mine = [
            (day, name, amount, system) for day, name, amount in used if (system := owners.system_of(name)) is not None
        ]
        price = book.price(kind, region, currency)
        if price is None and mine:
            unknown[book.dimension(kind).what] = None
        elif price is not None:
            for cell, amount in _amounts(book.dimension(kind), price, mine):
                cells[cell] += amount
    today = date.fromisoformat(usage["today"])
    source = f"counted by the embedded AWS, priced by prices of {book.edition} for {region}, before free tiers"
    notes = (f"No price is known for {region}, so not counted: {', '.join(unknown)}.",) if unknown else ()
    return Spend(currency, today, dict(cells), frozenset({today}), source, notes)


def _by_kind(usage: Mapping[str, Any]) -> dict[str, list[tuple[date, str, Decimal]]]:
    found: dict[str, list[tuple[date, str, Decimal]]] = defaultdict(list)
    for day, kinds in sorted(usage["days"].items()):
        for kind, names in kinds.items():
            used = [(date.fromisoformat(day), name, Decimal(str(amount))) for name, amount in names.items()]
            found[_ALIKE.get(kind, kind)] += used
    return found


def _amounts(
    dimension: Dimension, price: Price, used: Iterable[tuple[date, str, Decimal, str]]
) -> Iterator[tuple[Cell, Decimal]]:
    """Price one dimension in the order of time, since its tiers are a month's."""
    service = SERVICES.get(dimension.name.partition(".")[0], dimension.name)
    before: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for day, _name, amount, system in used:
        quantity = amount / days_of_month(day) if dimension.name in _BY_TIME else amount
        steps = steps_of(price.tiers, before[day.year, day.month], quantity)
        before[day.year, day.month] += quantity
        cost = sum((step.units * step.price / dimension.per for step in steps if step.price), NOTHING)
        yield Cell(day, service, system), cost
