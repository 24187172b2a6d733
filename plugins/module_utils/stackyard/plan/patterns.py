"""Judges values by patterns that somebody else will judge in another dialect, and never takes long over it.

``AllowedPattern`` is a regular expression of Java's. Most are the same in Python's; where one is not, or could mean
something else, it is not judged here. Some patterns take ages for some values: the search is cut off by a timer of
the processor's time, so that a busy machine changes nothing.
"""

from __future__ import annotations

import re
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.25  # seconds of the processor's time for one value

# What both dialects read, but not alike: classes in classes, octal numbers, ends of lines, vertical blanks.
_OTHERWISE = re.compile(r"&&|\[[^\]]*\[|\\0|\\v|\\Z|\(\?[a-zA-Z]*[aLu]")
_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class _TooLong(Exception):  # noqa: N818 - ends a search, and is never seen
    """The time is over."""


def fits(pattern: str, value: str) -> bool | None:
    """Whether a pattern matches a whole value; ``None`` where only Java can say, or it takes too long to find out."""
    compiled = _compiled(pattern)
    if compiled is None or _LINE_ENDS.search(value):
        return None
    try:
        with _limited(PATIENCE):
            return compiled.fullmatch(value) is not None
    except (_TooLong, RecursionError):
        return None


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if _OTHERWISE.search(pattern):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning, ValueError):
        return None


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End the block after so much of the processor's time; only the main thread can be ended like that."""
    if threading.current_thread() is not threading.main_thread():
        raise _TooLong
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_signal: int, _frame: object) -> None:
    raise _TooLong
