from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from stackyard.costs.counted import Owners, priced
from stackyard.costs.model import Cell
from stackyard.estimate.prices import Dimension, Price, PriceBook, Tier

OWNERS = Owners("dev", "stackyard-dev", ["shop", "yard"], {"abc": ["dev", "yard"], "xyz": ["test", "yard"]})


def dimension(name: str, per: str, *tiers: tuple[str, str | None]) -> Dimension:
    price = Price(tuple(Tier(Decimal(one), Decimal(to) if to else None) for one, to in tiers), "USD", "2026-01")
    return Dimension(name, name, "unit", Decimal(per), {}, {"here-1": price} if tiers else {})


BOOK = PriceBook(
    "2026-01",
    {
        one.name: one
        for one in (
            dimension("sqs.requests", "1000", ("0.5", None)),
            dimension("s3.storage", "1", ("3", None)),
            dimension("apigateway.rest.requests", "1", ("2", "10"), ("1", None)),
            dimension("ses.mails", "1"),
        )
    },
)


def spend(days: dict[str, dict[str, dict[str, float]]]) -> Any:
    return priced({"today": "2026-11-20", "days": days, "owners": {}}, OWNERS, BOOK, "here-1", "USD")


def test_requests__are_priced_and_told_by_service_and_system() -> None:
    found = spend({"2026-11-20": {"sqs.requests": {"stackyard-dev-shop-api-Queue-1": 4000}}})
    assert found.cells == {Cell(date(2026, 11, 20), "Amazon Simple Queue Service", "shop"): Decimal(2)}
    assert found.estimated == {date(2026, 11, 20)}
    assert "priced by prices of 2026-01 for here-1" in found.source


def test_polls__are_paid_for_as_requests() -> None:
    found = spend({"2026-11-20": {"sqs.polls": {"stackyard-dev-shop-Q": 4000}, "sqs.requests": {"abc": 2000}}})
    assert {cell.system: amount for cell, amount in found.cells.items()} == {"shop": 2, "yard": 1}


def test_bytes__are_paid_for_by_the_share_of_their_month() -> None:
    found = spend({"2026-11-20": {"s3.storage": {"stackyard-dev-shop-data-bucket": 60}}})
    assert list(found.cells.values()) == [Decimal(6)]  # 60 GB at 3 a month, for one of 30 days


def test_tiers__are_a_month_s_in_the_order_of_its_days() -> None:
    calls = "apigateway.rest.requests"
    found = spend(
        {"2026-11-19": {calls: {"abc": 8}}, "2026-11-20": {calls: {"abc": 8}}, "2026-10-31": {calls: {"abc": 3}}}
    )
    assert {cell.day.isoformat(): amount for cell, amount in found.cells.items()} == {
        "2026-10-31": 6,
        "2026-11-19": 16,
        "2026-11-20": 2 * 2 + 6,
    }


def test_what_tags_say__comes_before_names_and_other_environments_are_left_out() -> None:
    calls = "apigateway.rest.requests"
    found = spend({"2026-11-20": {calls: {"abc": 1, "xyz": 1, "stackyard-dev-shop-api": 1, "somebody": 1}}})
    assert {cell.system for cell in found.cells} == {"yard", "shop", ""}
    assert sum(found.cells.values()) == 6


def test_unknown_price__is_named_and_counted_nowhere() -> None:
    found = spend({"2026-11-20": {"ses.mails": {"stackyard-dev-shop-Role": 5}, "strange.thing": {"abc": 1}}})
    assert not found.cells
    assert found.notes == ("No price is known for here-1, so not counted: ses.mails, strange.thing.",)


def test_price_in_another_currency__is_unknown() -> None:
    usage = {"today": "2026-11-20", "days": {"2026-11-20": {"sqs.requests": {"abc": 1}}}}
    assert priced(usage, OWNERS, BOOK, "here-1", "CNY").notes


def test_use_of_another_environment_without_a_price__is_not_told() -> None:
    assert not spend({"2026-11-20": {"ses.mails": {"xyz": 5}}}).notes
