"""Sentences that end an estimate: what free tiers could take off, and everything that nobody here knows.

They are the same below a whole estimate and below a preview. What is unknown is named with what is known of it, such as
the price of another region, but never counted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from .amounts import Estimate, Line, steps_of
from .numbers import least, money, shown
from .prices import Dimension

WIDTH = 80  # columns
_MOST = 8  # names that one sentence holds


def closing(estimate: Estimate) -> Iterator[str]:
    """Write what people have to know of a total, on lines of a terminal's width."""
    for remark in remarks(estimate):
        yield from sentence(remark)


def remarks(estimate: Estimate) -> Iterator[str]:
    """Give the same as whole sentences."""
    if estimate.free:
        whats = ", ".join(dict.fromkeys(line.dimension.what for line in estimate.lines if line.free))
        yield f"Free tiers of the account could take off up to {money(estimate.free)}: {whats}."
    unknown = [line for line in estimate.lines if line.price is None and (line.quantity or line.unsaid)]
    if unknown:
        found = dict.fromkeys(_unknown(line, estimate) for line in unknown)
        currency = f" in {estimate.currency}" if any(_is_billed_otherwise(line, estimate) for line in unknown) else ""
        yield f"No price{currency} is known for {estimate.region}, so not in the total: {'; '.join(found)}."
    for line in estimate.lines:
        if line.above_tiers:
            told = f"{shown(line.above_tiers)} of {shown(line.quantity)}"
            yield f"{line.dimension.what}: what {told} cost, above the last known tier, is unknown."
    silent = [line for line in estimate.lines if line.price and line.unsaid]
    if silent:
        yield f"The usage profile does not say: {_silent(silent)}."
    if estimate.strange:
        yield f"Not estimated, as no rule knows it: {by_kind(estimate.strange)}."
    for note in estimate.notes:
        yield f"Usage profile: {note}."


def total(estimate: Estimate) -> str:
    """Write the total: the least that will be paid, where something is not known."""
    return money(estimate.total) if estimate.complete else f"at least {least(estimate.total)}"


def sentence(text: str) -> list[str]:
    """Put a sentence on lines of a terminal's width."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def few(names: Iterable[str]) -> str:
    """Join the first names, and count the others."""
    every = list(names)
    rest = f" and {len(every) - _MOST} more" if len(every) > _MOST else ""
    return f"{', '.join(every[:_MOST])}{rest}"


def by_kind(strange: Iterable[str]) -> str:
    """Name every kind of what nobody knows the costs of, so that none hides behind others, with the first places."""
    found: dict[str, list[str]] = {}
    for one in strange:
        place, _, kind = one.removesuffix(")").partition(" (")
        found.setdefault(kind, []).append(place)
    return "; ".join(f"{kind} ({few(places)})" for kind, places in sorted(found.items()))


def rate(dimension: Dimension, price: str) -> str:
    """Write a price with the units it is for: "0.40 per 1,000,000"."""
    return price if dimension.per == 1 else f"{price} per {shown(dimension.per)}"


def _is_billed_otherwise(line: Line, estimate: Estimate) -> bool:
    """Whether a price is known here, but in a currency that the bill is not in: nothing is converted."""
    return estimate.region in line.dimension.prices


def _unknown(line: Line, estimate: Estimate) -> str:
    """Name a dimension without a price; where another region has one in the same currency, with that."""
    others = [
        (region, found)
        for region, found in sorted(line.dimension.prices.items())
        if found.currency == estimate.currency and region != estimate.region
    ]
    if not others:
        return line.dimension.what
    region, price = others[0]
    told = f"{region}: {rate(line.dimension, f'{price.tiers[0].price:f}')}"
    steps = steps_of(price.tiers, Decimal(0), line.quantity)
    there = sum((step.units * step.price / line.dimension.per for step in steps if step.price), Decimal(0))
    return f"{line.dimension.what} ({told}{f', {money(there)} there' if there else ''})"


def _silent(lines: Iterable[Line]) -> str:
    """Name what has no quantity by system, as a profile is written by system."""
    places = sorted({(place.split("/", 1)[0], line.dimension.what) for line in lines for place in line.unsaid})
    groups = groupby(places, key=lambda one: one[0])
    return "; ".join(f"{system}: {few(what for _, what in found)}" for system, found in groups)
