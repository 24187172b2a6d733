from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs.step_functions_gaps.retries import delay


@pytest.mark.parametrize(
    ("retrier", "delays"),
    [
        ({}, [1, 2, 4]),
        ({"IntervalSeconds": 3, "BackoffRate": 1.5}, [3, 4.5, 6.75]),
        ({"IntervalSeconds": 2, "MaxDelaySeconds": 5}, [2, 4, 5]),
        ({"BackoffRate": 10, "MaxDelaySeconds": 20}, [1, 10, 20]),
    ],
)
def test_delay__grows_by_its_rate_up_to_its_limit(retrier: dict[str, Any], delays: list[float]) -> None:
    assert [delay(retrier, attempt) for attempt in range(3)] == delays


def test_full_jitter__spreads_over_everything_below_the_capped_delay() -> None:
    asked = []

    def spread(low: float, high: float) -> float:
        asked.append((low, high))
        return high / 2

    assert delay({"JitterStrategy": "FULL", "IntervalSeconds": 8, "MaxDelaySeconds": 6}, 0, spread) == 3
    assert asked == [(0, 6)]
