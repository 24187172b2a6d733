from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.templates.documents import load


def bomb(levels: int) -> str:
    lines = ["A0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"A{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels)]
    return "\n".join(lines)


def test_aliases_of_aliases__are_refused_before_they_are_written_out():
    with pytest.raises(StackyardError, match=r"t\.yaml:5:\d+: more than 100,000 values, aliases written out"):
        load(bomb(9), "t.yaml")


def test_merged_aliases_of_aliases__are_refused_too():
    merged = ["A0: &a0 {k: 1}", *(f"A{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 9))]
    with pytest.raises(StackyardError, match="more than 100,000 values"):
        load("\n".join(merged), "t.yaml")


def test_aliases_as_people_use_them__are_fine():
    assert load(bomb(3), "t.yaml")["A2"][9] == [["x"] * 10] * 10


@pytest.mark.parametrize("depth", [65, 1_000, 200_000])
def test_nesting_without_end__is_refused_with_its_place(depth):
    with pytest.raises(StackyardError, match=r"t\.yaml:2:\d+: nested more than 64 levels deep"):
        load("A: 1\nB: " + "[" * depth, "t.yaml")
