from __future__ import annotations

import threading

import pytest
from lambda_kit.clients import POOL_SIZE
from lambda_kit.parallel import in_parallel

from tests.patience import PATIENCE_SECONDS


def test_results__come_in_the_order_of_the_items() -> None:
    assert in_parallel(str, range(100)) == [str(number) for number in range(100)]


def test_nothing__gives_nothing() -> None:
    assert in_parallel(str, []) == []


def test_error__is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        in_parallel(lambda number: 1 / number, [1, 0])


def test_calls__run_side_by_side_up_to_the_size_of_the_connection_pool() -> None:
    meeting = threading.Barrier(POOL_SIZE, timeout=PATIENCE_SECONDS)

    in_parallel(lambda _: meeting.wait(), range(POOL_SIZE))

    assert not meeting.broken
