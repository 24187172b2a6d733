from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.estimate import rules, rules_by_properties
from stackyard.estimate.price_file import read_prices

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = read_prices(ROOT / "prices/2026-11.yaml")
ONE = "sources: {list: a list}\ndimensions:\n  x: {what: Things, unit: thing, per: 1000, %s}\n"
GOOD = "{price: 0.40, currency: USD, as_of: 2026-08, source: list}"


def written(folder: Path, text: str) -> Path:
    path = folder / "2026-01.yaml"
    path.write_text(text)
    return path


def test_price__is_read_digit_by_digit_with_its_date(tmp_path):
    book = read_prices(written(tmp_path, ONE % f"free: {{USD: 5}}, prices: {{here-1: {GOOD}}}"))
    price = book.price("x", "here-1", "USD")
    assert price is not None
    assert (price.tiers[0].price, price.as_of, price.source) == (Decimal("0.40"), "2026-08", "a list")
    assert (book.edition, book.dimension("x").per, book.dimension("x").free) == (
        "2026-01",
        Decimal(1000),
        {"USD": Decimal(5)},
    )


def test_price_of_another_region_or_currency__is_unknown(tmp_path):
    book = read_prices(written(tmp_path, ONE % f"prices: {{here-1: {GOOD}}}"))
    assert book.price("x", "there-1", "USD") is None
    assert book.price("x", "here-1", "CNY") is None
    assert book.price("y", "here-1", "USD") is None


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("per: 0", "`per` or `free`"),
        ("free: many", "`per` or `free`"),
        ("free: {USD: many}", "`per` or `free`"),
        ("colour: red", "unknown: colour"),
        ("prices: {a: {price: 1, currency: USD, as_of: 2026-08}}", "no source"),
        ("prices: {a: {price: 1, currency: USD, as_of: 2026-08, source: hearsay}}", "not explained"),
        ("prices: {a: {price: free, currency: USD, as_of: 2026-08, source: list}}", "cannot be read"),
        ("prices: {a: {tiers: [{price: 1}, {price: 2}], currency: U, as_of: 1, source: list}}", "cannot be read"),
        ("prices: {a: {tiers: [{to: 9, price: 1}, {to: 5, price: 2}], currency: U, as_of: 1, source: list}}", "rises"),
        ("prices: {a: {tiers: [], currency: USD, as_of: 2026-08, source: list}}", "cannot be read"),
    ],
)
def test_fault_in_a_price_file__is_told(tmp_path, part, told):
    text = (ONE % part).replace("per: 1000, per: 0", "per: 0")
    with pytest.raises(StackyardError) as raised:
        read_prices(written(tmp_path, text))
    assert told in str(raised.value)
    assert "2026-01.yaml, x" in str(raised.value)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (f"prices: {{here-1: {GOOD}, there-1: {GOOD}, here-1: {GOOD}}}", "here-1 (line 3)"),
        ("prices: {a: {tiers: [{price: 1, price: 2}]}}", "price (line 3)"),
    ],
)
def test_name_that_stands_twice__is_refused(tmp_path, part, told):
    with pytest.raises(StackyardError, match="a name stands twice") as raised:
        read_prices(written(tmp_path, ONE % part))
    assert told in str(raised.value)


def test_empty_file__is_no_price_file(tmp_path):
    with pytest.raises(StackyardError, match="is no price file"):
        read_prices(written(tmp_path, ""))


def test_several_faults__are_told_together(tmp_path):
    text = "dimensions:\n  a: {what: A, unit: a, per: 0}\n  b: {unit: b}\n"
    with pytest.raises(StackyardError, match="2 things are wrong with the price file"):
        read_prices(written(tmp_path, text))


@pytest.mark.parametrize("text", ["[]", "dimensions: 3", "{"])
def test_what_is_no_price_file__is_refused(tmp_path, text):
    with pytest.raises(StackyardError, match=r"2026-01\.yaml"):
        read_prices(written(tmp_path, text))


def test_price_of_ones_own__comes_first_and_is_checked(tmp_path):
    book = read_prices(written(tmp_path, ONE % f"prices: {{here-1: {GOOD}}}"))
    own = book.with_own({"x": 0.3}, "here-1", "CNY").price("x", "here-1", "CNY")
    assert own is not None
    assert (own.tiers[0].price, own.source) == (Decimal("0.3"), "estimate_prices")
    with pytest.raises(StackyardError, match="nothing called y") as raised:
        book.with_own({"y": 1}, "here-1", "USD")
    assert "perhaps x" in str(raised.value)
    with pytest.raises(StackyardError, match="x has no price"):
        book.with_own({"x": "cheap"}, "here-1", "USD")


def test_every_dimension_of_the_rules__stands_in_the_shipped_file():
    named = {name for measures in rules.BY_USE.values() for name in measures.values()} | set(rules.FIXED.values())
    source = Path(rules_by_properties.__file__).read_text()
    written_out = set(re.findall(r'"([a-z0-9]+\.[a-z_.]+)"', source))
    assert len(written_out) > 10
    composed = {f"lambda.gb_seconds.{kind}" for kind in ("x86_64", "arm64")} | {
        f"dynamodb.{rarity}{part}" for rarity in ("", "infrequent.") for part in ("writes", "reads", "storage")
    }
    assert named | written_out | composed <= set(SHIPPED.dimensions)


def test_shipped_prices__name_no_currency_but_their_partitions():
    found = {(region[:3], one.currency) for each in SHIPPED.dimensions.values() for region, one in each.prices.items()}
    assert found == {("us-", "USD"), ("eu-", "USD"), ("cn-", "CNY")}
