"""A budget as both sides of a comparison see it: the one that settings ask for, and the one that AWS describes.

AWS answers with amounts as text of its own form ("50.0") and thresholds as floats, so both become decimal numbers here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# AWS takes a tag in a filter as "user:<key>$<value>".
_TAG_FILTER = "TagKeyValue"
# By these a budget counts something else, or its limit moves by itself.
_OTHERS = ("FilterExpression", "AutoAdjustData", "PlannedBudgetLimits")

Subscribers = frozenset["Subscriber"]


@dataclass(frozen=True, order=True)
class Subscriber:
    """Who is told: ``kind`` is EMAIL or SNS, ``address`` an address or a topic's ARN."""

    kind: str
    address: str

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Subscriber:
        """Read it from an answer of AWS."""
        return cls(str(answer["SubscriptionType"]), str(answer["Address"]))

    def request(self) -> dict[str, str]:
        """Write it as AWS takes it."""
        return {"SubscriptionType": self.kind, "Address": self.address}

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True, order=True)
class Notification:
    """When somebody is told: ``kind`` is ACTUAL or FORECASTED, ``percent`` of the limit.

    ``operator`` and ``unit`` differ from what the kit sets only where somebody made a notification by hand.
    """

    kind: str
    percent: Decimal
    operator: str = "GREATER_THAN"
    unit: str = "PERCENTAGE"

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Notification:
        """Read it from an answer of AWS."""
        unit = str(answer.get("ThresholdType") or "PERCENTAGE")
        return cls(
            str(answer["NotificationType"]), decimal(answer["Threshold"]), str(answer["ComparisonOperator"]), unit
        )

    def request(self) -> dict[str, Any]:
        """Write it as AWS takes it."""
        return {
            "NotificationType": self.kind,
            "ComparisonOperator": self.operator,
            "Threshold": float(self.percent),
            "ThresholdType": self.unit,
        }

    def __str__(self) -> str:
        sign = {"GREATER_THAN": "", "LESS_THAN": "less than ", "EQUAL_TO": "exactly "}.get(self.operator, "")
        figure = f"{plain(self.percent)} %" if self.unit == "PERCENTAGE" else plain(self.percent)
        return f"{sign}{figure} {'forecast' if self.kind == 'FORECASTED' else 'spent'}"


@dataclass(frozen=True)
class Budget:
    """A monthly budget of costs; ``limit`` is in ``unit``, the account's billing currency.

    ``tags`` are those whose costs count, as "key$value". ``found`` is what AWS answered, for a budget that was read.
    """

    name: str
    limit: Decimal
    unit: str
    tags: frozenset[str]
    notifications: Mapping[Notification, Subscribers]
    found: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def parse(cls, answer: Mapping[str, Any], notifications: Mapping[Notification, Subscribers]) -> Budget:
        """Read it from AWS's answer; a budget made by hand may have no fixed limit, which counts as 0."""
        limit = answer.get("BudgetLimit") or {}
        tags = frozenset(text.removeprefix("user:") for text in (answer.get("CostFilters") or {}).get(_TAG_FILTER, []))
        amount = decimal(limit.get("Amount", "0"))
        return cls(str(answer["BudgetName"]), amount, str(limit.get("Unit", "")), tags, notifications, answer)

    def request(self, found: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Write it as AWS takes it, over what AWS holds already: what the kit does not set stays as it is."""
        kept = ("CostTypes", "TimePeriod")
        return {
            **{name: value for name, value in (found or {}).items() if name in kept},
            "BudgetName": self.name,
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": plain(self.limit), "Unit": self.unit},
            "CostFilters": {_TAG_FILTER: [f"user:{tag}" for tag in sorted(self.tags)]},
        }

    @property
    def amount(self) -> str:
        """The limit in words: "50.00 USD"."""
        return money(self.limit, self.unit)

    @property
    def counts_as_made(self) -> bool:
        """Whether a budget that was read counts as the kit makes it: monthly costs by tags alone, to a fixed limit."""
        found = self.found
        monthly_costs = found.get("BudgetType") == "COST" and found.get("TimeUnit") == "MONTHLY"
        return (
            monthly_costs and set(found.get("CostFilters") or ()) == {_TAG_FILTER} and not any(map(found.get, _OTHERS))
        )


def decimal(value: Any) -> Decimal:
    """Read a number that AWS or a setting gives as text, a whole number or a float; "80.0" equals 80."""
    return Decimal(str(value))


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Decimal, unit: str) -> str:
    """Write an amount for people: "12.30 USD"."""
    return f"{amount:.2f} {unit}"
