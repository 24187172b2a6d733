"""What tests on an AWS in process share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """Let moto answer requests of several threads one after the other.

    It looks whether an object is there, and writes it, in two steps: of two threads that must not both win, both do
    where they meet in between. A conditional write of S3's is one step.
    """
    from moto.core.botocore_stubber import BotocoreStubber  # noqa: PLC0415  # many tests do without

    answer: Any = BotocoreStubber.__call__
    turn = threading.RLock()

    def in_turn(*given: Any, **named: Any) -> Any:
        with turn:
            return answer(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "__call__", in_turn)
        yield
