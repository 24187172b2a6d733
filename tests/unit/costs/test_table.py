from __future__ import annotations

from datetime import date
from decimal import Decimal

from stackyard.costs.model import Cell, Forecast, Overview, Spend
from stackyard.costs.pace import at_the_same_pace
from stackyard.costs.table import csv_of, document_of, held_against, lines_of, spark

from tests.unit.costs.spends import LAST, TODAY, every_day, overview, spend

FORECAST = Forecast({TODAY: Decimal(10)}, "as somebody forecasts")


def test_table__tells_services_systems_the_month_and_the_budget() -> None:
    found = overview(
        spend((0, "AWS Lambda", "shop", "3"), (29, "Amazon Simple Queue Service", "", "1")),
        forecast=FORECAST,
        budget=Decimal(20),
        untagged=Decimal(7),
    )
    assert list(lines_of(found)) == [
        "stackyard-dev: USD, 2026-10-22 to 2026-11-20",
        "(somebody counted)",
        "",
        "by service                 7 days   30 days share day by day",
        "Lambda                       3.00      3.00  75 % ·····························█",
        "Simple Queue Service         0.00      1.00  25 % █·····························",
        "",
        "by system                  7 days   30 days share day by day",
        "shop                         3.00      3.00  75 % ·····························█",
        "not tagged                   0.00      1.00  25 % █·····························",
        "",
        "total                        3.00      4.00 100 % ▃····························█",
        "",
        "November so far                        3.00",
        "expected at its end                   13.00  as somebody forecasts",
        "budget of a month                     20.00  15 % spent, 65 % expected: within",
        "besides, not tagged                    7.00  in 30 days, of the whole account",
    ]


def test_every_line__fits_a_terminal() -> None:
    many = spend(
        *(
            (ago, f"Amazon Service of a very long name {number}", "a-system-of-a-long-name", "99999.99")
            for ago in range(30)
            for number in range(20)
        ),
        notes=("A sentence that goes on and on, until it has become far too long for one line of a terminal.",),
    )
    lines = list(lines_of(overview(many, forecast=FORECAST, budget=Decimal(1)), days=True))
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("8 more ") for line in lines)


def test_large_amounts__keep_to_their_columns() -> None:
    lines = list(lines_of(overview(spend((0, "s", "y", "123456.78"), (8, "s", "y", "123456789.5")))))
    assert lines[4].startswith("s                         123,457     124 M 100 % ")


def test_nothing_spent__is_said() -> None:
    lines = list(lines_of(overview(spend())))
    assert lines.count("  nothing was spent") == 2
    assert "expected at its end                       ?  nothing was spent to tell it by" in lines


def test_days__are_a_line_each_and_say_what_may_change() -> None:
    lines = list(lines_of(overview(spend((0, "s", "y", "2"), estimated=(0,))), days=True))
    assert "2026-11-20                   2.00  estimated" in lines
    assert "2026-11-19                   0.00" in lines


def test_budget__is_over_when_the_month_is_expected_to_end_there_or_is_there() -> None:
    whole = every_day("1", 30)  # 20 in November
    assert held_against(overview(whole, forecast=FORECAST, budget=Decimal(25))) == "80 % spent, 120 % expected: over"
    assert held_against(overview(whole, forecast=FORECAST, budget=Decimal(10))) == "200 % spent: over"
    assert held_against(overview(whole, budget=Decimal(40))) == "50 % spent"


def test_spark__has_its_highest_bar_full_and_dots_for_nothing() -> None:
    assert spark([Decimal(0), Decimal(1), Decimal(4), Decimal(8), Decimal(-1)]) == "·▂▅█·"
    assert spark([Decimal(0)] * 3) == "···"


def test_document__holds_texts_that_lose_no_digit() -> None:
    found = document_of(overview(spend((0, "AWS Lambda", "shop", "0.0000001234")), forecast=FORECAST))
    assert found["by_service"] == {"AWS Lambda": "0.0000001234"}
    assert found["days"] == [
        {"day": "2026-11-20", "service": "AWS Lambda", "system": "shop", "amount": "0.0000001234", "estimated": False}
    ]
    assert found["forecast"] == {"2026-11-21": "10"}
    assert (found["budget"], found["budget_percent"]) == (None, None)


def test_csv__has_a_line_for_each_amount_that_is_shown() -> None:
    found = spend((0, 'A, "B"', "shop", "1.5"), (30, "AWS Lambda", "shop", "9"), estimated=(0,))
    assert csv_of(overview(found)).splitlines() == [
        "day,service,system,amount,currency,estimated",
        f'{LAST},"A, ""B""",shop,1.5,USD,True',
    ]


def test_credits__have_no_share_and_leave_those_of_others_alone() -> None:
    credited = spend((0, "AWS Lambda", "shop", "9"), (0, "Amazon SQS", "shop", "1"), (0, "AWS Credits", "", "-8"))
    lines = list(lines_of(overview(credited)))
    assert [line for line in lines if line.startswith(("Lambda", "SQS", "Credits", "total"))] == [
        "Lambda                       9.00      9.00  90 % ·····························█",
        "SQS                          1.00      1.00  10 % ·····························█",
        "Credits                     -8.00     -8.00       ······························",
        "total                        2.00      2.00       ·····························█",
    ]


def test_name_that_a_program_for_tables_would_work_out__is_text_in_csv() -> None:
    found = csv_of(overview(spend((0, "=1+1", "@cmd", "-1"), (0, "AWS Lambda", "a=b", "1"))))
    assert found.splitlines()[1:] == [
        "2026-11-20,'=1+1,'@cmd,-1,USD,False",
        "2026-11-20,AWS Lambda,a=b,1,USD,False",
    ]


def test_first_of_a_month__has_nothing_so_far_and_expects_the_whole_month() -> None:
    yesterday, today = date(2026, 11, 30), date(2026, 12, 1)
    found = Spend("USD", yesterday, {Cell(yesterday, "AWS Lambda", "shop"): Decimal(2)})
    told = "\n".join(lines_of(Overview("stackyard-dev", found, today, at_the_same_pace(found, today))))
    assert "December so far                        0.00" in told
    assert "expected at its end                   62.00  at the pace of the last day" in told
