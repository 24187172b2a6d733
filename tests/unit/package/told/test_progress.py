from __future__ import annotations

from threading import Timer

import pytest
from stackyard.package.told.progress import Progress

from tests.patience import PATIENCE_SECONDS


class Clock:
    """Calls nothing by itself: the test says when two seconds are over."""

    def __init__(self, seconds, call):
        self.seconds, self.call = seconds, call
        self.daemon = self.waiting = False

    def start(self):
        self.waiting = True

    def cancel(self):
        self.waiting = False


@pytest.fixture
def clocks():
    return []


@pytest.fixture
def said():
    return []


@pytest.fixture
def progress(clocks, said):
    def clock(seconds, call):
        clocks.append(Clock(seconds, call))
        return clocks[-1]

    return Progress(said.append, clock)


def test_work_that_is_quickly_done__is_not_told(progress, clocks, said):
    with progress.during("installing numpy"):
        assert (clocks[0].waiting, clocks[0].seconds, clocks[0].daemon) == (True, 2.0, True)
    assert (clocks[0].waiting, said) == (False, [])


def test_work_that_takes_long__is_told_while_it_goes_on(progress, clocks, said):
    with progress.during("installing numpy"):
        clocks[0].call()
        assert said == ["installing numpy ..."]


def test_work_that_fails__is_not_told_afterwards(progress, clocks):
    with pytest.raises(ValueError, match="broken"), progress.during("installing numpy"):
        raise ValueError("broken")
    assert not clocks[0].waiting


def test_real_clock__calls_nothing_that_was_done_before(said):
    clocks = []

    def clock(_seconds, call):
        clocks.append(Timer(PATIENCE_SECONDS, call))
        return clocks[0]

    with Progress(said.append, clock).during("installing numpy"):
        pass
    clocks[0].join()  # it has ended at once, or would call before it does
    assert said == []
