from __future__ import annotations

from datetime import date
from decimal import Decimal

from stackyard.costs.model import Cell, Forecast, Spend, first_asked, month_after
from stackyard.costs.pace import at_the_same_pace

from tests.unit.costs.spends import LAST, TODAY, every_day, overview, spend


def test_rows__sum_a_service_over_systems_the_dearest_first() -> None:
    found = spend((0, "AWS Lambda", "shop", "1"), (1, "AWS Lambda", "yard", "2"), (0, "Amazon DynamoDB", "shop", "5"))
    assert [f"{row.name} {row.total}" for row in found.rows("service")] == ["Amazon DynamoDB 5", "AWS Lambda 3"]
    assert [f"{row.name} {row.total}" for row in found.rows("system")] == ["shop 6", "yard 2"]


def test_row__tells_the_last_seven_of_thirty_days() -> None:
    (row,) = every_day("1", 31).rows("service")
    assert (row.week, row.total) == (Decimal(7), Decimal(30))
    assert len(row.amounts) == 30


def test_amounts_without_a_system__are_not_tagged() -> None:
    assert [row.name for row in spend((0, "AWS Lambda", "", "1")).rows("system")] == ["not tagged"]


def test_month_to_date__counts_days_that_are_no_longer_shown() -> None:
    assert first_asked(date(2026, 12, 30), date(2026, 12, 31)) == date(2026, 12, 1)
    assert first_asked(date(2026, 12, 31), date(2026, 12, 31)) == date(2026, 12, 1)
    assert first_asked(LAST, TODAY) == date(2026, 10, 22)


def test_month_to_date__leaves_out_the_month_before() -> None:
    assert overview(every_day("1", 30)).month_to_date == 20


def test_month_after_december__is_january() -> None:
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)


def test_month_end__adds_what_is_expected() -> None:
    found = overview(every_day("1", 30), forecast=Forecast({TODAY: Decimal(4)}, "says somebody"), budget=Decimal(12))
    assert found.month_end == 24
    assert found.percent(found.month_end) == 200
    assert found.budget_a_day == Decimal("0.4")


def test_without_forecast_and_budget__nothing_is_said_of_them() -> None:
    found = overview(every_day("1", 30))
    assert (found.month_end, found.percent(found.month_to_date), found.budget_a_day) == (None, None, None)


def test_pace__expects_the_average_of_seven_days_to_the_end_of_the_month() -> None:
    found = at_the_same_pace(spend(*((ago, "s", "y", "1" if ago > 6 else "2") for ago in range(30))), TODAY)
    assert found is not None
    assert found.days == {date(2026, 11, day): Decimal(2) for day in range(21, 31)}
    assert found.how == "at the pace of the last 7 days"


def test_pace_of_a_young_environment__counts_from_its_first_costs() -> None:
    found = at_the_same_pace(spend((1, "s", "y", "4")), TODAY)
    assert found is not None
    assert (set(found.days.values()), found.how) == ({Decimal(2)}, "at the pace of the last 2 days")


def test_pace_of_an_older_environment_that_cost_nothing_for_days__counts_these_days() -> None:
    found = at_the_same_pace(spend((20, "s", "y", "9"), (0, "s", "y", "7")), TODAY)
    assert found is not None
    assert set(found.days.values()) == {Decimal(1)}


def test_pace_of_nothing__is_not_told() -> None:
    assert at_the_same_pace(spend(), TODAY) is None
    assert at_the_same_pace(spend((20, "s", "y", "9")), TODAY) is None


def test_pace_at_the_end_of_a_month_whose_costs_are_there__expects_nothing_more() -> None:
    end = date(2026, 11, 30)
    found = at_the_same_pace(Spend("USD", end, {Cell(end, "s", "y"): Decimal(1)}), end)
    assert found is not None
    assert found.days == {}


def test_pace_of_refunds__gives_nothing_back() -> None:
    forecast = at_the_same_pace(spend((0, "a", "x", "3"), (0, "Refund", "x", "-8")), TODAY)
    assert forecast
    assert forecast.total == 0
