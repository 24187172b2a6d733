"""One line tells how much of a budget is spent."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.budgets.model import Budget
from stackyard.budgets.status import status_line

USD = {"Unit": "USD"}


def read(spend: dict[str, Any], limit: str = "50.0") -> Budget:
    answer = {"BudgetName": "b", "BudgetLimit": {"Amount": limit, **USD}, "CalculatedSpend": spend}
    return Budget.parse(answer, {})


@pytest.mark.parametrize(
    ("spend", "told"),
    [
        ({"ActualSpend": {"Amount": "12.3", **USD}}, "12.30 of 50.00 USD (25 %)"),
        (
            {"ActualSpend": {"Amount": "12.3", **USD}, "ForecastedSpend": {"Amount": "31", **USD}},
            "12.30 of 50.00 USD (25 %), forecast 31.00",
        ),
        ({"ActualSpend": {"Amount": "61.004", **USD}}, "61.00 of 50.00 USD (122 %)"),
        ({}, "0.00 of 50.00 USD (0 %)"),
    ],
)
def test_spend__is_told_with_its_share_of_the_limit(spend: dict[str, Any], told: str) -> None:
    assert status_line(read(spend)) == {"label": "budget", "value": told}


def test_budget_of_no_limit__has_no_share() -> None:
    assert status_line(read({}, "0"))["value"] == "0.00 of 0.00 USD"


def test_missing_budget__says_what_makes_it() -> None:
    assert status_line(None)["value"] == "there is none yet; the next deployment makes it"


def test_spend_that_nobody_counts_there__is_left_to_the_command_that_knows() -> None:
    assert status_line(read({}), "bin/costs local")["value"] == "50.00 USD a month; bin/costs local tells what is spent"
