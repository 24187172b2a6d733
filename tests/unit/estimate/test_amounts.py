"""The cases of docs/guides/estimating.md that need no templates, and what lies around them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from stackyard.estimate.amounts import estimate
from stackyard.estimate.count import count
from stackyard.estimate.model import Counted, Resource
from stackyard.estimate.price_file import read_prices
from stackyard.estimate.usage import Usage

from tests.unit.estimate.book import BOOK, HERE, driver

SHIPPED = read_prices(Path(__file__).resolve().parents[3] / "prices/2026-11.yaml")


def priced(*drivers, book=BOOK, region=HERE, currency="USD"):
    return estimate(Counted(drivers), book, region, currency)


def test_amount__is_quantity_times_price_by_what_the_price_is_for():
    found = priced(driver("sqs.requests", "657000"))
    assert found.total == Decimal("0.2628")
    assert found.complete


def test_tier_that_is_crossed__is_paid_for_at_both_prices():
    found = priced(driver("apigateway.rest.requests", "400000000"), book=SHIPPED, region="us-east-1")
    assert [(step.units, step.price) for step in found.lines[0].steps] == [
        (333000000, Decimal("3.50")),
        (67000000, Decimal("2.80")),
    ]
    assert found.total == Decimal("1353.10")


def test_units_above_the_last_known_tier__are_unknown():
    found = priced(driver("apigateway.rest.requests", "400000000"), book=SHIPPED, region="eu-central-1")
    assert (found.total, found.lines[0].above_tiers, found.complete) == (Decimal("1232.10"), 67000000, False)


def test_tiers__hold_for_all_resources_together():
    calls = (driver("api.calls", "200000000", place="shop/api.One"), driver("api.calls", "200000000"))
    assert priced(*calls).total == Decimal("1353.10")


def test_free_tier__is_told_and_not_deducted():
    polling = driver("sqs.requests", "657000", fixed=True)
    found = priced(polling, driver("sqs.requests", "600000"), book=SHIPPED, region="eu-central-1")
    assert (found.total, found.free) == (Decimal("0.5028"), Decimal("0.40"))
    assert [(line.fixed, line.amount, line.free) for line in found.lines] == [
        (True, Decimal("0.2628"), Decimal("0.2628")),
        (False, Decimal("0.24"), Decimal("0.1372")),
    ]


def test_what_has_no_price__is_in_no_total():
    found = priced(driver("keys", "1", fixed=True), driver("alarms", "2", fixed=True))
    assert (found.total, found.complete) == (Decimal("0.20"), False)
    assert next(line for line in found.lines if line.dimension.name == "keys").amount is None


def test_what_the_profile_does_not_say__makes_the_total_incomplete():
    found = priced(driver("alarms", "1"), driver("alarms", None, place="shop/api.Other"))
    assert (found.total, found.complete) == (Decimal("0.10"), False)
    assert found.lines[0].unsaid == ("shop/api.Other",)


def test_nothing_of_what_has_no_price__costs_nothing():
    assert priced(driver("keys", "0")).complete


def test_china__is_estimated_as_far_as_prices_are_known():
    function = {"MemorySize": 512, "Architectures": ["x86_64"]}
    resources = [
        Resource("shop", "api", "Buy", "AWS::Lambda::Function", function),
        Resource("shop", "api", "Alarm", "AWS::CloudWatch::Alarm", {"Period": 300}),
    ]
    usage = Usage({"shop": {"api.Buy": {"invocations": 100000, "milliseconds": 200}}})
    found = estimate(count(resources, usage), SHIPPED, "cn-north-1", "CNY")
    amounts = {line.dimension.name: line.amount for line in found.lines}
    assert amounts == {
        "cloudwatch.alarms": None,
        "lambda.requests": Decimal("0.136"),
        "lambda.gb_seconds.x86_64": Decimal("1.13477"),
    }
    assert (found.total, found.complete, found.free) == (Decimal("1.27077"), False, Decimal(0))
