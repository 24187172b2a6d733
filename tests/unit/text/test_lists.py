from __future__ import annotations

import pytest
from stackyard.text.lists import first_of, functions, short_names, wrapped, wrapped_words


@pytest.mark.parametrize(("count", "told"), [(0, "0 functions"), (1, "1 function"), (7, "7 functions")])
def test_functions__are_counted_in_words(count, told):
    assert functions(count) == told


def test_short_list__is_one_line():
    assert list(wrapped("unchanged: ", ["buy", "sell"])) == ["unchanged: buy, sell"]


def test_long_list__goes_on_below_indented():
    lines = list(wrapped("    left out: ", [f"part_{number:02}" for number in range(30)]))
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("    left out: part_00, part_01")
    assert all(line.startswith("        part_") for line in lines[1:])
    assert "".join(lines).count(",") == 29


def test_sentence__goes_on_below_indented():
    lines = list(wrapped_words("    " + "word " * 30))
    assert [len(line.split()) for line in lines] == [15, 14, 1]
    assert [len(line) - len(line.lstrip()) for line in lines] == [4, 8, 8]


def test_word_that_is_longer_than_the_screen__stands_alone():
    assert list(wrapped_words(f"a {'b' * 90} c")) == ["a", f"    {'b' * 90}", "    c"]


def test_name_that_two_systems_have__stays_whole():
    assert short_names(["shop/buy", "mall/buy", "mall/rent"]) == {
        "shop/buy": "shop/buy", "mall/buy": "mall/buy", "mall/rent": "rent",
    }  # fmt: skip


def test_more_lines_than_wanted__are_counted():
    assert first_of(["a", "b", "c"], 3) == ["a", "b", "c"]
    assert first_of(["a", "b", "c", "d"], 2) == ["a", "b", "... and 2 more"]
