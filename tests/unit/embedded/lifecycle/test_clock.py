from __future__ import annotations

import pytest

from embedded.lifecycle.clock import request_of
from embedded.lifecycle.errors import LifecycleError


@pytest.mark.parametrize(
    ("words", "request_body"),
    [
        ([], None),
        (["show"], None),
        (["+7d"], {"advance_seconds": 604800}),
        (["+30m"], {"advance_seconds": 1800}),
        (["until", "2026-11-23T23:00"], {"until": "2026-11-23T23:00", "zone": None}),
    ],
)
def test_clock_words__become_a_request(words: list[str], request_body: dict[str, object] | None) -> None:
    assert request_of(words, None) == request_body


@pytest.mark.parametrize("words", [["-7d"], ["+7 days"], ["until"], ["tomorrow"], ["+7d", "+1h"]])
def test_clock_words_that_mean_nothing__are_refused_with_the_forms(words: list[str]) -> None:
    with pytest.raises(LifecycleError, match=r"\+7d \| \+3h"):
        request_of(words, None)
