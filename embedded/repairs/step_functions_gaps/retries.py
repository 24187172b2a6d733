"""Retry and Catch as AWS does them.

A delay between attempts is capped by `MaxDelaySeconds` and spread by `JitterStrategy: FULL`; `States.ALL` and
`States.TaskFailed` match neither `States.Runtime` nor `States.DataLimitExceeded` (Step Functions Developer Guide,
Handling errors). What stays different: MiniStack waits at most 60 seconds between two attempts.

Hooks: `_find_matching_retrier`, `_error_matches`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.step_functions_gaps._names import STATES, Document

_ONLY_BY_NAME = {"States.Runtime", "States.DataLimitExceeded"}


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(STATES, "_error_matches", _by_name_where_aws_asks_for_it)
    hooks.wrap(STATES, "_find_matching_retrier", _with_the_delay_computed)


def _by_name_where_aws_asks_for_it(original: Callable[[Any, str], bool]) -> Callable[[Any, str], bool]:
    def matches(error_equals: Any, error: str) -> bool:
        return error in error_equals if error in _ONLY_BY_NAME else original(error_equals, error)

    return matches


def delay(retrier: Document, attempts_before: int, spread: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds until the next attempt."""
    seconds: float = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** attempts_before
    seconds = min(seconds, retrier.get("MaxDelaySeconds", seconds))
    return spread(0, seconds) if retrier.get("JitterStrategy") == "FULL" else seconds


def _with_the_delay_computed(original: Callable[..., Any]) -> Callable[..., Any]:
    def find(retriers: Any, error: str, retry_counts: dict[int, int]) -> Any:
        retrier, index = original(retriers, error, retry_counts)
        if retrier is None:
            return retrier, index
        # MiniStack multiplies the interval by the rate itself, so it is given the result and a rate of one.
        seconds = delay(retrier, retry_counts.get(index, 0))
        return {**retrier, "IntervalSeconds": seconds, "BackoffRate": 1.0}, index

    return find
