"""How an environment is estimated: ``stackyard_estimate`` of group_vars in a typed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from .price_file import read_prices
from .prices import PriceBook
from .usage import Usage

_PARTS = ("prices", "currency", "own_prices", "usage")


@dataclass(frozen=True)
class EstimateSettings:
    """The price file, the currency of the bill, prices of one's own by dimension, and the usage profile."""

    prices: Path
    currency: str
    own_prices: Mapping[str, Any]
    usage: Usage

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> EstimateSettings:
        """Take the inventory's dictionary. Raises ``StackyardError`` where a part of it is missing or unknown."""
        unknown, missing = sorted(set(given) - set(_PARTS)), sorted({"prices", "currency"} - set(given))
        if unknown or missing:
            raise StackyardError(
                "the settings of estimates are not complete",
                given=f"unknown: {', '.join(unknown) or 'none'}; missing: {', '.join(missing) or 'none'}",
                remedy="compare stackyard_estimate with group_vars/all/usage.yml",
            )
        own, usage = given.get("own_prices") or {}, given.get("usage") or {}
        if not isinstance(own, Mapping) or not isinstance(usage, Mapping):
            raise StackyardError(
                "prices of one's own and usage are mappings",
                given=f"estimate_prices: {own}" if not isinstance(own, Mapping) else f"stackyard_usage: {usage}",
                remedy="write estimate_prices as {ses.mails: 0.10}, and leave stackyard_usage as it is",
            )
        return cls(Path(given["prices"]), str(given["currency"]), own, Usage(usage))

    def book(self, region: str) -> PriceBook:
        """Read the prices that hold for a region. Raises ``StackyardError`` for what is wrong with them."""
        return read_prices(self.prices).with_own(self.own_prices, region, self.currency)
