"""Figures in words."""

from __future__ import annotations

import pytest
from stackyard.text.words import are, counted


@pytest.mark.parametrize(("count", "words"), [(0, "0 keys"), (1, "1 key"), (2, "2 keys")])
def test_figure__agrees_with_its_noun(count, words) -> None:
    assert counted(count, "key") == words


def test_plural_without_s__is_given() -> None:
    assert [counted(count, "entry", "entries") for count in (1, 2)] == ["1 entry", "2 entries"]


def test_verb__agrees_with_the_figure() -> None:
    assert [are(count) for count in (0, 1, 2)] == ["are", "is", "are"]
