"""The last line of a run: what came of its steps, and the exit code that tells the same."""

from __future__ import annotations

import signal

import pytest
from stackyard.ephemeral.ended import BY_SIGNAL, Ended


@pytest.mark.parametrize(
    ("ended", "code", "told"),
    [
        (Ended(0, 0, 0), 0, "the checks succeeded"),
        (Ended(0, 7, 0), 7, "the checks failed with exit code 7"),
        (Ended(0, 7, 2), 7, "the checks failed with exit code 7"),
        (Ended(0, 0, 2), 2, "the checks succeeded"),
        (Ended(2, None, 0), 2, "could not be brought up (exit code 2)"),
        (Ended(0, None, 0), 1, "the checks could not be run"),
        (Ended(0, 7, 0, BY_SIGNAL + signal.SIGTERM), 143, "interrupted by SIGTERM"),
        (Ended(130, None, 2, BY_SIGNAL + signal.SIGINT), 130, "interrupted by SIGINT"),
    ],
)
def test_end_of_a_run__is_told_by_the_first_thing_that_went_wrong(ended: Ended, code: int, told: str) -> None:
    assert (ended.code, ended.told("the checks")) == (code, told)
