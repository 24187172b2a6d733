"""What a plan changes of the costs: both sides counted from their templates by the same profile, and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from .amounts import NOTHING, Estimate, Line, estimate
from .model import Counted, Driver
from .numbers import least, money
from .settings import EstimateSettings
from .words import WIDTH, remarks, sentence

_AMOUNT = 13  # columns of an amount
_WHAT = WIDTH - 3 * _AMOUNT
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Costs:
    """What the stacks of a plan make somebody pay for, as they are deployed and as they will be."""

    before: Counted = field(default_factory=Counted)
    after: Counted = field(default_factory=Counted)

    def __add__(self, other: Costs) -> Costs:
        return Costs(self.before + other.before, self.after + other.after)

    def as_done(self, done: Collection[tuple[str, str]]) -> Costs:
        """Leave stacks as they were but those that are done, by system and name."""
        begins = tuple(f"{system}/{stack}." for system, stack in done)

        def mixed(old: Iterable[Any], new: Iterable[Any], place: Callable[[Any], str]) -> tuple[Any, ...]:
            kept = (one for one in old if not place(one).startswith(begins))
            return (*(one for one in new if place(one).startswith(begins)), *kept)

        drivers = mixed(self.before.drivers, self.after.drivers, lambda one: str(one.place))
        return Costs(
            self.before, Counted(drivers, mixed(self.before.strange, self.after.strange, str), self.after.notes)
        )

    def document(self) -> dict[str, Any]:
        """Write both sides as plain data; quantities are texts."""
        return {name: _plain(side) for name, side in (("before", self.before), ("after", self.after))}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Costs:
        """Read what ``document`` wrote; nothing where it is empty."""
        return cls(*(_side(document[name]) for name in ("before", "after"))) if document else cls()


def _plain(side: Counted) -> dict[str, Any]:
    drivers = [{**asdict(one), "quantity": None if one.quantity is None else str(one.quantity)} for one in side.drivers]
    return {"drivers": drivers, "strange": list(side.strange), "notes": list(side.notes)}


def _side(plain: Mapping[str, Any]) -> Counted:
    drivers = (
        Driver(**{**one, "quantity": None if one["quantity"] is None else Decimal(one["quantity"])})
        for one in plain["drivers"]
    )
    return Counted(tuple(drivers), tuple(plain["strange"]), tuple(plain["notes"]))


@dataclass(frozen=True)
class CostRow:
    """One dimension, as ``part`` of what is fixed or per use, or the total: amounts before and after in words."""

    part: str
    what: str
    now: str
    then: str
    change: str


@dataclass(frozen=True)
class CostTable:
    """What a plan changes of the costs, in words: rows with the total as the last one, and what has to be known."""

    currency: str
    edition: str
    region: str
    rows: tuple[CostRow, ...]
    remarks: tuple[str, ...]

    @classmethod
    def from_document(cls, plain: Mapping[str, Any] | None) -> CostTable | None:
        """Read what ``dataclasses.asdict`` wrote; ``None`` stays so."""
        if plain is None:
            return None
        rows = tuple(CostRow(**one) for one in plain["rows"])
        return cls(**{**plain, "rows": rows, "remarks": tuple(plain["remarks"])})


def table_of(costs: Costs, settings: EstimateSettings, region: str) -> CostTable:
    """Price both sides, and tell what changes. Raises ``StackyardError`` for what is wrong with the prices."""
    book = settings.book(region)
    before, after = (estimate(side, book, region, settings.currency) for side in (costs.before, costs.after))
    rows = [
        row
        for name, fixed in (("fixed", True), ("per use", False))
        for row in _part(name, before.part(fixed=fixed), after.part(fixed=fixed))
    ]
    total = CostRow("", "total", _total(before), _total(after), _signed(after.total - before.total))
    told = (*remarks(after), *_of_unknown_price(before, after))
    return CostTable(settings.currency, after.edition, region, (*rows, total), told)


def lines_of(costs: Costs, settings: EstimateSettings, region: str) -> Iterator[str]:
    """Write what changes, and what everything costs then, on 80 columns."""
    table = table_of(costs, settings, region)
    title = f"costs a month in {table.currency}, before free tiers"
    yield f"{title:<{_WHAT}}{'now':>{_AMOUNT}}{'then':>{_AMOUNT}}{'change':>{_AMOUNT}}"
    part = ""
    for row in table.rows:
        if row.part != part and row.part:
            yield row.part
        part = row.part
        yield _line(f"  {row.what}" if part else row.what, row)
    yield f"(prices of {table.edition} for {region}; bin/estimate shows how they are counted)"
    for remark in table.remarks:
        yield from sentence(remark)


def _part(name: str, before: list[Line], after: list[Line]) -> Iterator[CostRow]:
    """Tell those dimensions whose amounts change by a cent or more, and count the others that change."""
    old, new = ({line.dimension.what: line.amount or NOTHING for line in side} for side in (before, after))
    changed = [what for what in dict.fromkeys((*new, *old)) if old.get(what, NOTHING) != new.get(what, NOTHING)]
    large = [what for what in changed if abs(new.get(what, NOTHING) - old.get(what, NOTHING)) >= _CENT / 2]
    for what in large:
        then, now = new.get(what, NOTHING), old.get(what, NOTHING)
        yield CostRow(name, what, money(now), money(then), _signed(then - now))
    if small := len(changed) - len(large):
        rest = sum((new.get(what, NOTHING) - old.get(what, NOTHING) for what in changed if what not in large), NOTHING)
        yield CostRow(name, f"{small} more of less than a cent", "", "", _signed(rest))


def _line(what: str, row: CostRow) -> str:
    amounts = "".join(f" {amount:>{_AMOUNT - 1}}" for amount in (row.now, row.then, row.change))
    return f"{what:<{_WHAT}}{amounts}"  # a space even between large ones


def _total(side: Estimate) -> str:
    return money(side.total) if side.complete else f">= {least(side.total)}"


def _signed(change: Decimal) -> str:
    return f"+{money(change)}" if change > 0 else money(change)


def _of_unknown_price(before: Estimate, after: Estimate) -> Iterator[str]:
    """Name what comes along or goes without a known price: the change may be larger than it seems, or smaller."""
    was, will = _unpriced(before), _unpriced(after)
    for more, old, new in (("More", was, will), ("Less", will, was)):
        found = [what for what, units in new.items() if units > old.get(what, NOTHING)]
        if found and before.lines:
            yield f"{more} of what has no known price: {', '.join(found)}."


def _unpriced(side: Estimate) -> dict[str, Decimal]:
    """Give the units of each dimension without a price, fixed ones and those by use together."""
    found: dict[str, Decimal] = {}
    for line in side.lines:
        if line.price is None:
            found[line.dimension.what] = found.get(line.dimension.what, NOTHING) + line.quantity
    return found
