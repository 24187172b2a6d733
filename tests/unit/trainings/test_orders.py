from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from trainings.orders import BadRequest, read_order

WARSAW = ZoneInfo("Europe/Warsaw")
STARTED = "2026-11-24T08:00:00.123Z"


def event(**given: Any) -> dict[str, Any]:
    return {"input": given, "execution": "by-hand", "started": STARTED}


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-11-23T23:00", datetime(2026, 11, 23, 22, 0, tzinfo=UTC)),  # winter time in Warsaw
        ("2026-06-22T23:00", datetime(2026, 6, 22, 21, 0, tzinfo=UTC)),  # summer time
        ("2026-11-23T22:00:00Z", datetime(2026, 11, 23, 22, 0, tzinfo=UTC)),
        ("2026-11-23T23:00:00+01:00", datetime(2026, 11, 23, 22, 0, tzinfo=UTC)),
    ],
)
def test_moment__is_meant_on_the_schools_clock_unless_it_has_an_offset(at: str, moment: datetime) -> None:
    order = read_order(event(at=at), WARSAW)

    assert order.moment.at == moment
    assert order.moment.now == datetime(2026, 11, 24, 8, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("given", [{}, {"at": ""}, {"at": None}])
def test_without_a_moment__the_start_of_the_execution_is_meant(given: dict[str, Any]) -> None:
    moment = read_order(event(**given), WARSAW).moment

    assert moment.at == moment.now


def test_tests_to_reopen__are_taken_once_each() -> None:
    order = read_order(event(reopen=["python/test01", "python/test01"]), WARSAW)

    assert order.reopen == {"python/test01"}
    assert order.execution == "by-hand"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "start the job with"),
        ("now", "start the job with"),
        ({"when": "now"}, "start the job with"),
        ({"at": "Monday"}, "at: this is no moment: 'Monday'"),
        ({"at": 5}, "at: this is no moment"),
        ({"reopen": "python/test01"}, "reopen: give a list"),
        ({"reopen": [7]}, "reopen: give a list"),
    ],
)
def test_input_that_cannot_be_used__is_refused_with_what_to_give(given: Any, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        read_order({"input": given, "execution": "by-hand", "started": STARTED}, WARSAW)
