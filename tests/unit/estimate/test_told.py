"""What people read of an estimate and of what a plan changes, on 80 columns."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.estimate import changes
from stackyard.estimate.amounts import estimate
from stackyard.estimate.changes import Costs
from stackyard.estimate.model import Counted
from stackyard.estimate.settings import EstimateSettings
from stackyard.estimate.table import document_of, lines_of

from tests.unit.estimate.book import BOOK, HERE, driver

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = {"prices": str(ROOT / "prices/2026-11.yaml"), "currency": "USD"}


def table(*drivers, strange=(), notes=(), explained=False):
    found = estimate(Counted(drivers, strange, notes), BOOK, HERE, "USD")
    return list(lines_of("shop-dev", found, explained=explained))


def test_estimate__is_written_with_how_it_was_reckoned():
    lines = table(driver("alarms", "28", fixed=True), driver("sqs.requests", "600000"))
    assert lines == [
        "shop-dev: a month in USD, before free tiers and without tax",
        "(prices of 2026-01 for here-1)",
        "",
        "fixed                                                                       2.80",
        "  alarms                           28 x 0.10                                2.80",
        "",
        "per use                                                                     0.24",
        "  sqs requests                     600,000 x 0.40 per 1,000,000             0.24",
        "",
        "total                                                                       3.04",
        "",
        "Free tiers of the account could take off up to 0.24: sqs requests.",
    ]


def test_kinds_that_nobody_knows__are_all_named_however_many_resources_there_are():
    subnets = [f"shop/net.Subnet{number} (AWS::EC2::Subnet)" for number in range(20)]
    told = "\n".join(table(strange=(*subnets, "shop/net.Nat (AWS::EC2::NatGateway)"))).replace("\n  ", " ")
    assert "no rule knows it: AWS::EC2::NatGateway (shop/net.Nat); AWS::EC2::Subnet (shop/net.Subnet0," in told
    assert "and 12 more)." in told


def test_least_amount_below_a_cent__is_nothing_yet():
    lines = table(driver("sqs.requests", "1"), driver("sqs.requests", None, place="shop/api.Other"))
    assert [line.split()[-2:] for line in lines if line.startswith(("  sqs", "total"))] == [
        [">=", "0.00"],
        ["least", "0.00"],
    ]


def test_use_of_nothing_without_a_price__is_no_question():
    (line,) = [line for line in table(driver("keys", "0")) if line.startswith("  keys")]
    assert line.split() == ["keys", "0", "0.00"]


def test_what_is_unknown__is_named_below_a_least_total():
    lines = table(
        driver("keys", "2", fixed=True),
        driver("alarms", None, place="shop/api.Some"),
        driver("api.first", "400000000"),
        strange=("shop/api.Db (AWS::RDS::DBInstance)",),
        notes=("shop/api.X: no template has it",),
    )
    text = "\n".join(lines)
    assert "at least 1,232.10" in text
    told = text.replace("\n  ", " ")
    assert "No price is known for here-1, so not in the total: keys (there-1: 1.00, 2.00 there)." in told
    assert "The usage profile does not say: shop: alarms." in told
    assert "api first: what 67,000,000 of 400,000,000 cost, above the last known tier, is unknown." in told
    assert "Not estimated, as no rule knows it: AWS::RDS::DBInstance (shop/api.Db)." in told
    assert "Usage profile: shop/api.X: no template has it." in told
    assert "unknown" in next(line for line in lines if line.startswith("  alarms"))


def test_large_numbers__stay_within_the_line():
    lines = table(driver("api.calls", "998765432123"), driver("sqs.requests", "12345678912345"), explained=True)
    assert max(map(len, lines)) <= 80


def test_absurd_numbers__are_told_in_short():
    lines = table(driver("sqs.requests", "1e308"), driver("alarms", "3.3e35", fixed=True), explained=True)
    assert max(map(len, lines)) <= 80
    assert next(line for line in lines if line.startswith("total")).split() == ["total", "4.000e+301"]


def test_price_in_another_currency__is_said_to_be_none_in_this_one():
    found = estimate(Counted((driver("alarms", "1", fixed=True),)), BOOK, HERE, "EUR")
    assert "No price in EUR is known for here-1, so not in the total: alarms." in list(lines_of("shop", found))


def test_explanation__says_where_a_number_comes_from():
    lines = table(driver("alarms", "1", how="one each"), explained=True)
    assert "      as of 2026-01, a list" in lines
    assert "      shop/api.Thing: 1 unit (one each)" in lines


def test_document__loses_no_digit():
    found = estimate(Counted((driver("sqs.requests", "1.5"), driver("keys", None))), BOOK, HERE, "USD")
    plain = json.loads(json.dumps(document_of("shop", found)))
    assert (plain["total"], plain["complete"]) == ("0.0000006", False)
    assert {one["dimension"]: (one["amount"], one["as_of"]) for one in plain["lines"]} == {
        "sqs.requests": ("0.0000006", "2026-01"),
        "keys": (None, None),
    }


def changed(before, after):
    costs = Costs(Counted(tuple(before)), Counted(tuple(after)))
    return list(changes.lines_of(costs, EstimateSettings.from_mapping(SHIPPED), "eu-central-1"))


def test_change__is_shown_beside_both_sides_and_small_ones_together():
    lines = changed(
        [driver("cloudwatch.alarms", "28", fixed=True), driver("events.custom", "1000000")],
        [
            driver("cloudwatch.alarms", "30", fixed=True),
            driver("events.custom", "1000000"),
            driver("states.transitions", "4"),
            driver("sqs.requests", "1000"),
        ],
    )
    assert lines[:7] == [
        "costs a month in USD, before free tiers            now         then       change",
        "fixed",
        "  CloudWatch alarms                               2.80         3.00        +0.20",
        "per use",
        "  2 more of less than a cent                                              +<0.01",
        "total                                             3.80         4.00        +0.20",
        "(prices of 2026-11 for eu-central-1; bin/estimate shows how they are counted)",
    ]
    assert max(map(len, lines)) <= 80


def test_large_amounts__do_not_run_into_each_other():
    lines = changed([driver("cloudwatch.alarms", "12345678901")], [driver("cloudwatch.alarms", "22345678901")])
    amounts = next(line for line in lines if line.startswith("total")).split()
    assert amounts == ["total", "1,234,567,890.10", "2,234,567,890.10", "+1,000,000,000.00"]


def test_more_of_what_has_no_price__is_named():
    lines = changed(
        [driver("cloudwatch.alarms", "1", fixed=True)],
        [driver("cloudwatch.alarms", "1", fixed=True), driver("kms.keys", "1", fixed=True)],
    )
    assert "More of what has no known price: KMS keys." in lines
    assert any(">= 0.10" in line for line in lines)


def test_less_of_what_has_no_price__is_named():
    lines = changed(
        [driver("cloudwatch.alarms", "1", fixed=True), driver("kms.keys", "1", fixed=True)],
        [driver("cloudwatch.alarms", "1", fixed=True)],
    )
    assert "Less of what has no known price: KMS keys." in lines
    assert not any(line.startswith("More") for line in lines)


def test_nothing_changed__is_a_total_without_rows():
    same = [driver("cloudwatch.alarms", "1", fixed=True)]
    assert [line for line in changed(same, same) if line.startswith(("fixed", "per use"))] == []


def test_costs__come_back_from_json_as_they_were():
    side = Counted((driver("sqs.requests", "1.50"), driver("keys", None, fixed=True)), ("x (Y)",), ("note",))
    costs = Costs(Counted(), side)
    assert Costs.from_document(json.loads(json.dumps(costs.document()))) == costs
    assert Costs.from_document({}) == Costs()


def test_parts_of_one_target__are_counted_together():
    one = Costs(Counted(), Counted((driver("alarms", "1"),), notes=("n",)))
    assert [each.quantity for each in (one + one).after.drivers] == [Decimal(1), Decimal(1)]
    assert (one + one).after.notes == ("n",)


def test_settings_that_are_not_complete__are_refused():
    with pytest.raises(StackyardError, match="unknown: price; missing: currency, prices"):
        EstimateSettings.from_mapping({"price": 1})


@pytest.mark.parametrize("part", [{"own_prices": "0.10"}, {"usage": ["shop"]}])
def test_settings_of_the_wrong_shape__are_refused(part):
    with pytest.raises(StackyardError, match="are mappings"):
        EstimateSettings.from_mapping({**SHIPPED, **part})
