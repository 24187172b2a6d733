"""The pace of looking."""

from __future__ import annotations

from itertools import islice

from stackyard.apply.polling import Pace


def test_pauses__grow_up_to_the_longest() -> None:
    slept: list[float] = []
    looks = Pace(first=1, factor=2, longest=5, sleep=slept.append).looks()
    assert list(islice(looks, 5)) == [0, 1, 2, 3, 4]
    assert slept == [1, 2, 4, 5]


def test_first_look__waits_for_nothing() -> None:
    slept: list[float] = []
    next(Pace(sleep=slept.append).looks())
    assert slept == []
