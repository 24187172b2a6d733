from __future__ import annotations

import random

from gearbox.backoff import Backoff


def test_longest_wait__doubles_up_to_a_bound() -> None:
    latest = Backoff(2, 60, lambda: 0.999_999)

    assert [latest.seconds(attempt) for attempt in range(7)] == [2, 4, 8, 16, 32, 60, 60]
    assert latest.seconds(10_000) == 60


def test_shortest_wait__is_none() -> None:
    assert Backoff(30, 900, lambda: 0.0).seconds(5) == 0


def test_waits__are_spread_over_the_whole_range() -> None:
    backoff = Backoff(10, 900, random.Random(1).random)

    assert {backoff.seconds(0) for _ in range(1_000)} == set(range(11))
