"""A whole estimate as people read it: a line for each dimension, with how it was worked out, on 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .amounts import Estimate, Line
from .numbers import least, money, shown
from .words import WIDTH, closing, rate, sentence, total

_WHAT = 32  # columns of a dimension's name
_AMOUNT = 12  # columns of an amount


def lines_of(title: str, estimate: Estimate, *, explained: bool = False) -> Iterator[str]:
    """Write an estimate below a title; ``explained`` adds where each quantity comes from."""
    yield from sentence(f"{title}: a month in {estimate.currency}, before free tiers and without tax")
    yield f"(prices of {estimate.edition} for {estimate.region})"
    for name, fixed in (("fixed", True), ("per use", False)):
        part = estimate.part(fixed=fixed)
        if part:
            yield from ("", f"{name:<{WIDTH - _AMOUNT}}{_sum(part):>{_AMOUNT}}")
        for line in part:
            yield from _line(line)
            if explained:
                yield from _origins(line)
    yield from ("", f"{'total':<{WIDTH - 26}}{total(estimate):>26}")
    yield from ("", *closing(estimate))


def document_of(title: str, estimate: Estimate) -> dict[str, Any]:
    """Write an estimate for programs; numbers are texts, so that none loses a digit."""
    return {
        "title": title,
        "region": estimate.region,
        "currency": estimate.currency,
        "prices": estimate.edition,
        "total": f"{estimate.total:f}",
        "complete": estimate.complete,
        "free_tiers_up_to": f"{estimate.free:f}",
        "lines": [_plain(line) for line in estimate.lines],
        "not_estimated": list(estimate.strange),
        "notes": list(estimate.notes),
    }


def _plain(line: Line) -> dict[str, Any]:
    return {
        "dimension": line.dimension.name,
        "what": line.dimension.what,
        "fixed": line.fixed,
        "quantity": f"{line.quantity:f}",
        "unit": line.dimension.unit,
        "steps": [_step(step.units, step.price) for step in line.steps],
        "per": f"{line.dimension.per:f}",
        "amount": None if line.amount is None else f"{line.amount:f}",
        "free_up_to": f"{line.free:f}",
        "complete": line.complete,
        "as_of": line.price.as_of if line.price else None,
        "source": line.price.source if line.price else None,
        "from": [
            {"resource": one.place, "quantity": None if one.quantity is None else f"{one.quantity:f}", "how": one.how}
            for one in line.drivers
        ],
    }


def _step(units: Decimal, price: Decimal | None) -> Mapping[str, str | None]:
    return {"units": f"{units:f}", "price": None if price is None else f"{price:f}"}


def _line(line: Line) -> Iterator[str]:
    amount = "unknown" if line.amount is None else money(line.amount)
    if line.unsaid and not line.quantity:
        amount = "unknown"
    elif not line.complete and line.amount is not None:
        amount = f">= {least(line.amount)}"
    hows = _hows(line)
    for number, how in enumerate(hows):
        what = "" if number else line.dimension.what
        text, last = f"  {what:<{_WHAT}} {how}", number == len(hows) - 1
        if last and len(text) + 1 + len(amount) > WIDTH:
            yield text
            text = ""
        yield f"{text}{amount:>{WIDTH - len(text)}}" if last else text


def _hows(line: Line) -> list[str]:
    """Say what is multiplied: a line for each tier that is reached."""
    if line.price is None:
        return [shown(line.quantity) if line.quantity or not line.unsaid else "?"]
    if not line.steps:
        quantity = "?" if line.unsaid else "0"
        return [f"{quantity} x {rate(line.dimension, f'{line.price.tiers[0].price:f}')}"]
    known = [step for step in line.steps if step.price is not None]
    return [f"{shown(step.units)} x {rate(line.dimension, f'{step.price:f}')}" for step in known]


def _origins(line: Line) -> Iterator[str]:
    if line.price:
        yield f"      as of {line.price.as_of}, {line.price.source}"
    for one in line.drivers:
        quantity = "?" if one.quantity is None else shown(one.quantity)
        yield from sentence(f"      {one.place}: {quantity} {line.dimension.unit} ({one.how})")


def _sum(lines: list[Line]) -> str:
    return money(sum((line.amount for line in lines if line.amount), Decimal(0)))
