"""Reads log groups side by side, page by page, and merges them in time order.

CloudWatch allows few ``FilterLogEvents`` calls a second, in the whole account; so all readers of a command share one
allowance, and slow down together. Pages are asked for ahead of their use, and forgotten after it: a week of logs
needs no more memory than an hour.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ..refusals import code_of
from .model import LogEvent, Source

_PER_SECOND = 5.0  # the smallest quota of any region
_BURST = 10.0
_AT_ONCE = 8


class Allowance:
    """Calls that may be made: a few at once, then so many a second. Threads wait for their turn."""

    def __init__(
        self,
        per_second: float = _PER_SECOND,
        burst: float = _BURST,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_second, self._burst, self._clock, self._sleep = per_second, burst, clock, sleep
        self._left, self._looked = burst, clock()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait until one more call may be made."""
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._looked) * self._per_second)
            self._looked = now
            self._left -= 1  # below zero: the turns of those who wait already
            debt = -self._left
        if debt > 0:
            self._sleep(debt / self._per_second)


@dataclass
class LogReader:
    """Reads sources through one client. ``missing``: groups that a stack declares and that are not there."""

    client: Any
    allowance: Allowance | None = field(default_factory=Allowance)
    missing: set[Source] = field(default_factory=set)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "logs"))

    def merged(self, sources: Sequence[Source], start: int, end: int | None = None) -> Iterator[LogEvent]:
        """Give the events of all sources from ``start`` to ``end`` (milliseconds since the epoch), oldest first."""
        streams = [self._started(source, start, end) for source in sources]
        return heapq.merge(*streams, key=lambda event: event.moment)

    def _started(self, source: Source, start: int, end: int | None) -> Iterator[LogEvent]:
        """Ask for the first page now, so that the first pages of all sources come at once."""
        first = self.pool.submit(self._page, source, start, end, "")
        return self._events(source, start, end, first)

    def _events(self, source: Source, start: int, end: int | None, first: Future[_Page]) -> Iterator[LogEvent]:
        waiting: Future[_Page] | None = first
        token = ""
        while waiting is not None:
            page = waiting.result()
            more = page.token and page.token != token
            token = page.token
            waiting = self.pool.submit(self._page, source, start, end, token) if more else None
            yield from page.events

    def _page(self, source: Source, start: int, end: int | None, token: str) -> _Page:
        if self.allowance:
            self.allowance.take()
        asked: dict[str, Any] = {"logGroupName": source.group, "startTime": max(start, 0)}
        asked |= {"endTime": end} if end is not None else {}
        asked |= {"nextToken": token} if token else {}
        try:
            answer = self.client.filter_log_events(**asked)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            if source.declared:
                self.missing.add(source)
            return _Page([], "")
        events = [_event(source, one) for one in answer["events"]]
        return _Page(sorted(events, key=lambda event: event.moment), answer.get("nextToken", ""))


@dataclass(frozen=True)
class _Page:
    events: list[LogEvent]
    token: str


def _event(source: Source, found: dict[str, Any]) -> LogEvent:
    return LogEvent(source, found.get("logStreamName", ""), found["eventId"], found["timestamp"], found["message"])
