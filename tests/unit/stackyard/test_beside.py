"""Something is asked for while the caller goes on."""

from __future__ import annotations

import threading

import pytest
from stackyard.beside import begin


def test_answer__is_there_for_whoever_waits_and_nobody_waits_before() -> None:
    may_answer = threading.Event()

    def answer() -> str:
        may_answer.wait()
        return "the answer"

    future = begin(answer)
    assert not future.done()
    may_answer.set()
    assert future.result() == "the answer"


def test_failure__is_raised_where_the_answer_is_needed() -> None:
    def fail() -> None:
        raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        begin(fail).result()
