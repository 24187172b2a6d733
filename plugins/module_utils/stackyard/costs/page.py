"""Writes the costs as one page that needs nothing else: no network, no script, no other file.

All values go through Jinja's escaping, and the page forbids its browser to load or run anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..deploy_report.page import house_style
from ..estimate.numbers import money
from . import chart as layout
from .model import NOTHING, Overview, Part
from .table import held_against, short

_HERE = Path(__file__).parent
_PARTS: tuple[Part, ...] = ("service", "system")
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class View:
    """One way of telling the costs apart, with its drawing and a sentence for whoever cannot see that."""

    part: Part
    chart: layout.Chart
    told: str


def render(found: Overview) -> str:
    """Give the page."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(money=money, short=short)
    style = f"{house_style()}{_HERE.joinpath('page.css').read_text(encoding='utf-8')}"
    return environment.get_template("page.html.j2").render(
        found=found,
        # Files of this repository, without any value of an environment in them.
        style=Markup(style),  # noqa: S704
        policy="default-src 'none'; style-src 'unsafe-inline'",
        views=[View(part, layout.chart(found, part), _told(found, part)) for part in _PARTS],
        meter=_meter(found),
        held=held_against(found) if found.budget is not None else "",
        size=layout,
    )


def _told(found: Overview, part: Part) -> str:
    """Say in a sentence what the drawing shows."""
    spend = found.spend
    rows = spend.rows(part)
    if not rows:
        return f"Nothing was spent from {spend.days[0]} to {spend.last}."
    dearest = max(range(len(spend.days)), key=lambda at: spend.daily[at])
    shares = ", ".join(f"{row.name} {money(row.total)}" for row in rows[:3])
    return (
        f"From {spend.days[0]} to {spend.last} {money(spend.total)} {spend.currency} were spent. "
        f"The dearest: {shares}. The dearest day: {spend.days[dearest]}, {money(spend.daily[dearest])}."
    )


def _meter(found: Overview) -> tuple[Decimal, Decimal, Decimal] | None:
    """Give what is spent, what is expected besides, and where the budget lies, in per cent of the meter's length."""
    if not found.budget:
        return None
    end = found.month_end if found.month_end is not None else found.month_to_date
    length = max(found.budget, end, found.month_to_date)
    spent, coming = max(found.month_to_date, NOTHING), max(end - found.month_to_date, NOTHING)
    spent, coming, budget = (one / length * _WHOLE for one in (spent, coming, found.budget))
    return round(spent, 2), round(coming, 2), round(budget, 2)
