"""The pace of looking."""

from __future__ import annotations

from itertools import islice

import pytest
from stackyard.apply.polling import Pace, Stopped


def test_pauses__grow_up_to_the_longest() -> None:
    slept: list[float] = []
    looks = Pace(first=1, factor=2, longest=5, sleep=slept.append).looks()
    assert list(islice(looks, 5)) == [0, 1, 2, 3, 4]
    assert slept == [1, 2, 4, 5]


def test_first_look__waits_for_nothing() -> None:
    slept: list[float] = []
    next(Pace(sleep=slept.append).looks())
    assert slept == []


def test_stop__ends_the_looks_and_whatever_is_about_to_begin() -> None:
    pace = Pace(first=600)
    looks = pace.looks()
    next(looks)
    pace.stop.set()
    with pytest.raises(Stopped):
        next(looks)  # at once: nobody sleeps once the stop is set
    with pytest.raises(Stopped):
        pace.go_on()


def test_usual_pace__asks_aws_less_often_than_the_embedded_one() -> None:
    assert (Pace.usual(embedded=True).first, Pace.usual(embedded=False).first) == (0.04, 1.0)
