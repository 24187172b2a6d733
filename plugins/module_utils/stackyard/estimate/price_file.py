"""Reads a price file: data that people edit, so everything about it is checked, and all faults are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from ..files import read_text
from .numbers import exact
from .prices import Dimension, Price, PriceBook, Tier

_PARTS = frozenset({"what", "unit", "per", "free", "prices"})
_OF_A_PRICE = ("currency", "as_of", "source")


def read_prices(path: Path) -> PriceBook:
    """Read a price file. Raises ``StackyardError`` with everything that is wrong in it."""
    document = _document(path)
    faults, sources = Faults(f"the price file {path.name}"), _mapping(document.get("sources"))
    dimensions = {}
    for name, given in document["dimensions"].items():
        with faults.collecting():
            dimensions[str(name)] = _Reading(f"{path.name}, {name}", sources).dimension(str(name), _mapping(given))
    faults.raise_if_any()
    return PriceBook(str(document.get("edition", path.stem)), dimensions)


def _document(path: Path) -> Mapping[str, Any]:
    import yaml  # noqa: PLC0415 - whoever previews nothing does without

    try:
        # Every value as it is written: a price must not become a binary fraction, nor a month a date.
        node = yaml.compose(read_text(path, path.parent), Loader=yaml.BaseLoader)
        twice = list(_twice(node))
        document = yaml.constructor.BaseConstructor().construct_document(node) if node else None
    except yaml.YAMLError as error:
        remedy = "mend the YAML, or take the file of the repository"
        raise StackyardError(f"{path.name}: is no YAML", given=str(error), remedy=remedy) from None
    if twice:
        remedy = "remove the one that does not hold: YAML would take the last one, and say nothing"
        raise StackyardError(f"{path.name}: a name stands twice", given=", ".join(twice), remedy=remedy)
    if not isinstance(document, Mapping) or not isinstance(document.get("dimensions"), Mapping):
        remedy = "begin with `edition:`, and `dimensions:` with a mapping below"
        raise StackyardError(f"{path.name}: is no price file", given=str(document)[:60], remedy=remedy)
    return document


def _twice(node: Any) -> Iterator[str]:
    """Give names that a mapping has more than once, as "eu-central-1 (line 12)"."""
    pairs = node.value if node is not None and node.id == "mapping" else []
    names = set[str]()
    for name, value in pairs:
        if name.value in names:
            yield f"{name.value} (line {name.start_mark.line + 1})"
        names.add(str(name.value))
        yield from _twice(value)
    for value in node.value if node is not None and node.id == "sequence" else []:
        yield from _twice(value)


class _Reading:
    """Reads one dimension; ``place`` is what errors call it."""

    def __init__(self, place: str, sources: Mapping[str, Any]) -> None:
        self.faults, self.place, self.sources = Faults(place), place, sources

    def dimension(self, name: str, given: Mapping[str, Any]) -> Dimension:
        """Give the dimension. Raises ``StackyardError`` with everything that is wrong with it."""
        unknown = sorted(set(given) - _PARTS)
        if unknown or not {"what", "unit"} <= set(given):
            told = f"unknown: {', '.join(unknown) or 'none'}; given: {', '.join(given) or 'nothing'}"
            remedy = "a dimension has what and unit, and may have per, free and prices"
            self.faults.add("its parts are not right", place=self.place, given=told, remedy=remedy)
        per = exact(given.get("per", "1"))
        free = {str(currency): exact(units) for currency, units in _mapping(given.get("free")).items()}
        if not per or None in free.values() or not isinstance(given.get("free", {}), Mapping):
            told = f"per: {given.get('per')}, free: {given.get('free')}"
            remedy = "write `per: 1000`, and `free: {USD: 100}`"
            self.faults.add("`per` or `free` cannot be read", place=self.place, given=told, remedy=remedy)
        stated = _mapping(given.get("prices"))
        prices = {str(region): self._price(str(region), _mapping(one)) for region, one in stated.items()}
        self.faults.raise_if_any()
        offered = {currency: units for currency, units in free.items() if units}
        return Dimension(name, str(given["what"]), str(given["unit"]), per or Decimal(1), offered, prices)

    def _price(self, region: str, given: Mapping[str, Any]) -> Price:
        place = f"{self.place}, {region}"
        missing = [part for part in _OF_A_PRICE if part not in given]
        if missing:
            remedy = "say in which currency it is, and who stated it when"
            self.faults.add("a price is not complete", place=place, given=f"no {', '.join(missing)}", remedy=remedy)
        elif given["source"] not in self.sources:
            self.faults.add(
                "its source is not explained", place=place, given=given["source"], remedy="add it to sources"
            )
        tiers = _tiers(given)
        if not tiers or not _rising([tier.to for tier in tiers]):
            remedy = "write `price: 0.40`, or `tiers:` whose `to` rises; the last one may go without"
            self.faults.add("its price cannot be read", place=place, given=str(dict(given))[:100], remedy=remedy)
        source = str(self.sources.get(str(given.get("source")), ""))
        return Price(tiers, str(given.get("currency")), str(given.get("as_of")), source)


def _tiers(given: Mapping[str, Any]) -> tuple[Tier, ...]:
    """Give the tiers; none where one of them cannot be read."""
    written = [_mapping(one) for one in given.get("tiers", [{"price": given.get("price")}])]
    read = [(exact(one.get("price")), exact(one["to"]) if "to" in one else None, "to" in one) for one in written]
    if any(price is None or (bounded and to is None) for price, to, bounded in read):
        return ()
    return tuple(Tier(price, to) for price, to, _ in read if price is not None)


def _rising(ends: Sequence[Decimal | None]) -> bool:
    """Whether every tier ends, but perhaps the last one, and each after the one before it."""
    bounds = [end for end in ends if end is not None]
    return None not in ends[:-1] and bounds == sorted(set(bounds))


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}
