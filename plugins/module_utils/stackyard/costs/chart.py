"""Lays the days out as stacked bars, in the units of one drawing: what the page's template turns into SVG.

Days to come stand to the right of those that are over. The budget is a line at what a day may cost; where that is far
above all bars, the line would press them flat, so it is told in words instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..estimate.numbers import shown
from .model import NOTHING, Overview, Part, Row

WIDTH, HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 12, 64, 26, 34  # the scale stands at the right, where the days are that people look at
SERIES = 7  # that have a colour of their own; more could not be told apart
_GAP = Decimal("0.22")  # of a day's width
_MARKS = 4  # at least, of the scale
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TOO_HIGH = 3  # times the highest bar
_LABELS_EVERY = 7  # days
_THOUSANDTHS = Decimal("0.001")


@dataclass(frozen=True)
class Bar:
    """A piece of a day's bar. ``series`` is the number of its colour, -1 for days to come."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    series: int
    text: str


@dataclass(frozen=True)
class Chart:
    """``marks`` are (y, label) of the scale, ``days`` (x, label); ``budget`` the line's y, where it is drawn."""

    series: tuple[Row, ...]
    bars: tuple[Bar, ...]
    marks: tuple[tuple[Decimal, str], ...]
    days: tuple[tuple[Decimal, str], ...]
    budget: Decimal | None
    now: Decimal | None


def chart(found: Overview, part: Part) -> Chart:
    """Lay out one way of telling the costs apart."""
    series = tuple(_grouped(found.spend.rows(part)))
    coming = sorted(found.forecast.days.items()) if found.forecast else []
    days = [*found.spend.days, *(day for day, _ in coming)]
    step = Decimal(WIDTH - LEFT - RIGHT) / len(days)
    highest = max((*_heights(series), *(amount for _, amount in coming)), default=NOTHING)
    line = found.budget_a_day
    drawn = line is not None and highest > 0 and line <= highest * _TOO_HIGH
    top, marks = _scale(max(highest, line) if drawn and line is not None else highest)
    y = _Vertical(top)
    bars = (*_bars(found, series, step, y), *_coming(coming, len(found.spend.days), step, y, found.spend.currency))
    return Chart(
        series,
        bars,
        tuple((y.at(mark), shown(mark)) for mark in marks),
        tuple((_x(at, step), f"{day:%d %b}") for at, day in enumerate(days) if at % _LABELS_EVERY == 0),
        y.at(line) if drawn and line is not None else None,
        _x(len(found.spend.days), step) if coming else None,
    )


@dataclass(frozen=True)
class _Vertical:
    """Where amounts stand in the drawing: zero at its foot, ``top`` at its head."""

    top: Decimal

    def height(self, amount: Decimal) -> Decimal:
        # Credits and refunds are in the table; a bar cannot hang from the axis without being taken for a cost.
        return (max(amount, NOTHING) / self.top * (HEIGHT - TOP - BOTTOM)).quantize(_THOUSANDTHS)

    def at(self, amount: Decimal) -> Decimal:
        return HEIGHT - BOTTOM - self.height(amount)


def _grouped(rows: Sequence[Row]) -> Iterator[Row]:
    """Keep the dearest, and put all others together."""
    few = len(rows) <= SERIES
    yield from rows if few else rows[: SERIES - 1]
    if not few:
        rest = rows[SERIES - 1 :]
        together = tuple(sum(day, NOTHING) for day in zip(*(row.amounts for row in rest), strict=True))
        yield Row(f"{len(rest)} others", together)


def _heights(series: Sequence[Row]) -> Iterator[Decimal]:
    for day in zip(*(row.amounts for row in series), strict=True):
        yield sum((max(amount, NOTHING) for amount in day), NOTHING)


def _scale(highest: Decimal) -> tuple[Decimal, list[Decimal]]:
    """Give the head of the scale, and its round marks."""
    if highest <= 0:
        return Decimal(1), [NOTHING]
    rough = highest / _MARKS
    power = Decimal(10) ** rough.adjusted()
    step = next(one * power for one in _STEPS if one * power >= rough)
    count = int(highest / step) + (1 if highest % step else 0)
    return step * count, [step * number for number in range(count + 1)]


def _bars(found: Overview, series: Sequence[Row], step: Decimal, y: _Vertical) -> Iterator[Bar]:
    currency = found.spend.currency
    for at, day in enumerate(found.spend.days):
        foot = Decimal(HEIGHT - BOTTOM)
        for number, row in enumerate(series):
            amount = row.amounts[at]
            height = y.height(amount)
            if not height:
                continue
            foot -= height
            estimated = ", may still change" if day in found.spend.estimated else ""
            yield Bar(
                _x(at, step), foot, _broad(step), height, number, _told(day, row.name, amount, currency, estimated)
            )


def _coming(
    days: Sequence[tuple[date, Decimal]], after: int, step: Decimal, y: _Vertical, currency: str
) -> Iterator[Bar]:
    for at, (day, amount) in enumerate(days, start=after):
        text = _told(day, "expected", amount, currency, "")
        yield Bar(_x(at, step), y.at(amount), _broad(step), y.height(amount), -1, text)


def _told(day: date, name: str, amount: Decimal, currency: str, more: str) -> str:
    return f"{day}: {name} {shown(amount)} {currency}{more}"


def _x(at: int, step: Decimal) -> Decimal:
    return (LEFT + step * at + step * _GAP / 2).quantize(_THOUSANDTHS)


def _broad(step: Decimal) -> Decimal:
    return (step * (1 - _GAP)).quantize(_THOUSANDTHS)
