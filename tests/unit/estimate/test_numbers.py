from __future__ import annotations

from decimal import Decimal

import pytest
from stackyard.estimate.numbers import exact, money, quantity, shown


@pytest.mark.parametrize("given", ["", "many", "-1", "nan", "inf", None, True, [], {}])
def test_what_is_no_number_of_units__is_none(given):
    assert exact(given) is None
    assert quantity(given) is None


def test_sum_of_binary_fractions__is_the_number_that_was_meant():
    assert quantity(0.1 + 0.2) == Decimal("0.3")


def test_large_quantity_of_binary_fractions__keeps_its_hundredths():
    assert quantity(543607382.1600001) == Decimal("543607382.16")


def test_tiny_quantity__is_kept():
    assert quantity("0.0000000012") == Decimal("0.0000000012")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("0", "0"),
        ("28", "28"),
        ("1971000", "1,971,000"),
        ("1E+6", "1,000,000"),
        ("395.395", "395.395"),
        ("3664.2", "3,664"),
        ("0.0012506648", "0.001251"),
        ("100", "100"),
        ("999999999999999", "999,999,999,999,999"),
        ("1E+15", "1.000e+15"),
        ("1.7976931348623157E+308", "1.798e+308"),
    ],
)
def test_number__is_written_for_people(given, text):
    assert shown(Decimal(given)) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("0", "0.00"),
        ("0.0049", "<0.01"),
        ("-0.001", "-<0.01"),
        ("1349.254", "1,349.25"),
        ("-2.5", "-2.50"),
        ("-12345678901234567890123456789.25", "-1.235e+28"),
    ],
)
def test_amount__is_written_to_the_cent(given, text):
    assert money(Decimal(given)) == text
