"""Costs as people read them in a terminal: 80 columns, the dearest first, with a line of what each day cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..estimate.numbers import money
from ..estimate.words import WIDTH, sentence
from .model import Overview, Part, Row

_NAME, _WEEK, _MONTH, _SHARE = 24, 9, 10, 6  # columns; what is left is a column for each day
_BARS = "▁▂▃▄▅▆▇█"
_MOST_ROWS = 12
_NONE, _HUNDRED, _MILLION = Decimal(0), Decimal(100), Decimal(1_000_000)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a program for tables takes for the beginning of one
_PARTS: tuple[Part, ...] = ("service", "system")


def lines_of(found: Overview, *, days: bool = False) -> Iterator[str]:
    """Write the table; ``days`` adds a line for each day."""
    spend = found.spend
    yield from sentence(f"{found.title}: {spend.currency}, {spend.days[0]} to {spend.last}")
    yield from sentence(f"({spend.source})")
    for part in _PARTS:
        yield ""
        yield f"{f'by {part}':<{_NAME}}{'7 days':>{_WEEK}}{'30 days':>{_MONTH}}{'share':>{_SHARE}} day by day"
        yield from _rows(spend.rows(part))
    yield ""
    yield _row(Row("total", spend.daily), spend.total if min(spend.cells.values(), default=_NONE) >= _NONE else _NONE)
    if days:
        yield from _days(found)
    yield from ("", *closing(found))


def closing(found: Overview) -> Iterator[str]:
    """Write what stands below all rows: the month, its end, the budget, and what else has to be known."""
    yield from _figure(f"{found.today:%B} so far", money(found.month_to_date))
    if found.forecast and found.month_end is not None:
        yield from _figure("expected at its end", money(found.month_end), found.forecast.how)
    else:
        yield from _figure("expected at its end", "?", "nothing was spent to tell it by")
    if found.budget is not None:
        yield from _figure("budget of a month", money(found.budget), held_against(found))
    if found.untagged:
        yield from _figure("besides, not tagged", money(found.untagged), "in 30 days, of the whole account")
    for note in found.spend.notes:
        yield from sentence(note)


def held_against(found: Overview) -> str:
    """Say how the month stands to the budget, in one sentence."""
    spent, end = found.percent(found.month_to_date), found.percent(found.month_end)
    told = f"{_percent(spent)} spent"
    if end is None or spent is None:
        return told
    if spent > _HUNDRED:
        return f"{told}: over"
    return f"{told}, {_percent(end)} expected: {'over' if end > _HUNDRED else 'within'}"


def document_of(found: Overview) -> dict[str, Any]:
    """Write everything for programs; amounts are texts, so that none loses a digit."""
    spend, forecast = found.spend, found.forecast
    return {
        "title": found.title,
        "source": spend.source,
        "currency": spend.currency,
        "from": spend.days[0].isoformat(),
        "to": spend.last.isoformat(),
        "total": _text(spend.total),
        **{f"by_{part}": {row.name: _text(row.total) for row in spend.rows(part)} for part in _PARTS},
        "days": _cells(found),
        "month_to_date": _text(found.month_to_date),
        "month_end": _text(found.month_end),
        "forecast": {day.isoformat(): _text(amount) for day, amount in forecast.days.items()} if forecast else {},
        "forecast_by": forecast.how if forecast else None,
        "budget": _text(found.budget),
        "budget_percent": _text(found.percent(found.month_to_date)),
        "budget_percent_expected": _text(found.percent(found.month_end)),
        "not_tagged": _text(found.untagged),
        "notes": list(spend.notes),
    }


def csv_of(found: Overview) -> str:
    """Write a line for each day, service and system that cost anything.

    Tags may begin as formulas do, and anybody in the account can set one: such names get an apostrophe in front.
    """
    names = ("day", "service", "system", "amount", "currency", "estimated")
    with io.StringIO(newline="") as text:
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {
                **one,
                "service": _plain(one["service"]),
                "system": _plain(one["system"]),
                "currency": found.spend.currency,
            }
            for one in _cells(found)
        )
        return text.getvalue()


def spark(amounts: Sequence[Decimal]) -> str:
    """Draw amounts as bars of a line of text, the highest one full; a dot where nothing was spent."""
    highest = max(amounts, default=Decimal(0))
    return "".join(_bar(amount, highest) for amount in amounts)


def _bar(amount: Decimal, highest: Decimal) -> str:
    if amount <= 0 or highest <= 0:
        return "·"
    return _BARS[min(int(amount / highest * len(_BARS)), len(_BARS) - 1)]


def short(name: str) -> str:
    """Leave out of a service's name what nearly all begin with."""
    for prefix in ("Amazon ", "AWS ", "Amazon"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _rows(rows: list[Row]) -> Iterator[str]:
    """Write rows with their shares of what was spent: credits and refunds have none, nor are they taken off."""
    if not rows:
        yield "  nothing was spent"
    total = sum((max(row.total, _NONE) for row in rows), _NONE)
    most = _MOST_ROWS if len(rows) > _MOST_ROWS + 1 else len(rows)
    for row in rows[:most]:
        yield _row(row, total)
    if rest := rows[most:]:
        together = tuple(sum(day) for day in zip(*(row.amounts for row in rest), strict=True))
        yield _row(Row(f"{len(rest)} more", tuple(map(Decimal, together))), total)


def _row(row: Row, total: Decimal) -> str:
    name, width = short(row.name), _NAME - 1
    name = name if len(name) <= width else f"{name[: width - 1]}…"
    share = f"{row.total / total * _HUNDRED:.0f} %" if total > _NONE and row.total > _NONE else ""
    week, month = _fitting(row.week, _WEEK), _fitting(row.total, _MONTH)
    figures = f"{week:>{_WEEK}}{month:>{_MONTH}}{share:>{_SHARE}}"
    return f"{name:<{_NAME}}{figures} {spark(row.amounts)}"


def _days(found: Overview) -> Iterator[str]:
    yield from ("", f"{'day':<{_NAME}}{found.spend.currency:>{_WEEK}}")
    for day, amount in zip(found.spend.days, found.spend.daily, strict=True):
        estimated = "  estimated" if day in found.spend.estimated else ""
        yield f"{day!s:<{_NAME}}{money(amount):>{_WEEK}}{estimated}"


def _figure(what: str, amount: str, remark: str = "") -> Iterator[str]:
    line = f"{what:<{_NAME}}{amount:>{_WEEK + _MONTH}}"
    together = f"{line}  {remark}".rstrip()
    yield from [together] if len(together) <= WIDTH else [line, f"  {remark}"]


def _fitting(amount: Decimal, width: int) -> str:
    """Write an amount into a column: without cents where these would not fit, and by the million at last."""
    for text in (money(amount), f"{amount:,.0f}"):
        if len(text) < width:
            return text
    return f"{amount / _MILLION:,.0f} M"


def _cells(found: Overview) -> list[dict[str, Any]]:
    spend = found.spend
    return [
        {
            "day": cell.day.isoformat(),
            "service": cell.service,
            "system": cell.system,
            "amount": _text(amount),
            "estimated": cell.day in spend.estimated,
        }
        for cell, amount in sorted(spend.cells.items())
        if amount and cell.day >= spend.days[0]
    ]


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.0f} %"


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
