from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from stackyard.costs.chart import BOTTOM, HEIGHT, TOP, chart
from stackyard.costs.model import Forecast
from stackyard.costs.page import render

from tests.unit.costs.spends import TODAY, every_day, overview, spend

FORECAST = Forecast({TODAY: Decimal(2)}, "as somebody forecasts")


def test_bars_of_a_day__stand_on_each_other() -> None:
    found = chart(overview(spend((0, "a", "x", "3"), (0, "b", "x", "1"))), "service")
    one, two = found.bars
    assert one.y + one.height == HEIGHT - BOTTOM
    assert two.y + two.height == one.y
    assert one.height == 3 * two.height
    assert (one.text, two.series) == ("2026-11-20: a 3 USD", 1)


def test_days_to_come__stand_to_the_right_and_are_told_to_be_expected() -> None:
    found = chart(overview(every_day("1", 30), forecast=FORECAST), "service")
    assert found.bars[-1].series == -1
    assert found.bars[-1].x == found.now
    assert found.bars[-1].x > found.bars[-2].x
    assert found.bars[-1].text == "2026-11-21: expected 2 USD"


def test_budget_near_the_bars__is_a_line_and_one_far_above_is_not() -> None:
    assert chart(overview(every_day("1", 30), budget=Decimal(60)), "service").budget == TOP
    assert chart(overview(every_day("1", 30), budget=Decimal(600)), "service").budget is None


def test_more_services_than_colours__are_put_together() -> None:
    many = spend(*((0, f"s{number}", "x", str(20 - number)) for number in range(9)))
    found = chart(overview(many), "service")
    assert [row.name for row in found.series] == ["s0", "s1", "s2", "s3", "s4", "s5", "3 others"]
    assert found.series[-1].total == 14 + 13 + 12


def test_credits__hang_from_no_axis() -> None:
    found = chart(overview(spend((0, "a", "x", "-3"), (0, "b", "x", "1"))), "service")
    assert [bar.text for bar in found.bars] == ["2026-11-20: b 1 USD"]


def test_scale__has_round_marks_up_to_the_highest_bar() -> None:
    marks = chart(overview(spend((0, "a", "x", "0.37"))), "service").marks
    assert [label for _, label in marks] == ["0", "0.1", "0.2", "0.3", "0.4"]


def test_page_of_nothing__is_written() -> None:
    assert "Nothing was spent from 2026-10-22 to 2026-11-20." in render(overview(spend()))


def test_page__loads_and_runs_nothing() -> None:
    page = render(overview(every_day("1", 30), forecast=FORECAST, budget=Decimal(60)))
    assert not re.search(r"<script|<link|<img|https?://|@import|url\(\"", page)
    assert "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;" in page


def test_names__are_escaped() -> None:
    page = render(overview(spend((0, "<b>x", "<i>y", "1")), facts={"a": "<u>z"}))
    assert not re.search(r"<b>x|<i>y|<u>z", page)


def test_drawing__is_told_in_words_and_figures() -> None:
    page = render(overview(spend((0, "AWS Lambda", "shop", "3"), estimated=(0,)), budget=Decimal(2)))
    drawings = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert [one.find("title").text for one in drawings] == [  # type: ignore[union-attr]
        "Costs by day and service, in USD",
        "Costs by day and system, in USD",
    ]
    assert "The dearest: AWS Lambda 3.00. The dearest day: 2026-11-20, 3.00." in page
    assert page.count("<table>") == 2
    assert 'class="over">Budget 2.00: 150 % spent' not in page.replace("spent: over", "")
    assert "Budget 2.00: 150 % spent." in page
