from __future__ import annotations

import json
import math

import pytest
from gearbox.texts import clean_json, clean_text


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("plain", "plain"),
        ("  two\n lines\t", "two lines"),
        ("\x1b[31mred", "[31mred"),
        ("a\x00b", "a b"),
        ("\u202etxt.exe", "txt.exe"),
        ("half \ud800 letter", "half letter"),
        ("größe ☃ 文件", "größe ☃ 文件"),
    ],
)
def test_text__is_fit_for_a_terminal(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned


def test_long_text__is_cut_visibly() -> None:
    assert clean_text("a" * 500, 10) == "a" * 9 + "…"


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 10**19, -1e30])
def test_number_that_no_table_holds__becomes_nothing(number: float) -> None:
    assert clean_json({"a": number}) == {"a": None}


def test_huge_value__becomes_a_small_one_that_json_can_carry() -> None:
    value = {f"name{n}\x07" * 100: [["x" * 9999] * 99, {1: object()}] for n in range(99)}
    deep: object = []
    for _ in range(50_000):
        deep = [deep]

    cleaned = clean_json({"wide": value, "deep": deep})

    assert len(json.dumps(cleaned, allow_nan=False)) < 2_000_000
    assert clean_json(deep) == [[[[None]]]]
