"""Follows logs as they come, without losing or doubling an event.

Events reach CloudWatch late and out of order. So each look reads again what is younger than a few minutes before the
last one that succeeded, and tells what it has not told yet; that also bridges a network that was gone for a while.
Looks, not ``StartLiveTail``: that costs by the minute, drops events when there are many, gives them no id by which
doubles could be known, and is missing in China.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from ..refusals import BUSY, code_of, fault_of_service
from .model import LogEvent, Source
from .reading import LogReader

LATE_MS = 120_000
"""How late an event may reach CloudWatch and still be told, in milliseconds."""

_PATIENCE = 20  # looks in a row that may fail: some minutes
_LONGEST_PAUSE = 15.0
_THROTTLED = BUSY | {"LimitExceededException"}
_PASSING = (
    aws.EndpointConnectionError,
    aws.ConnectTimeoutError,
    aws.ConnectionClosedError,
    aws.ReadTimeoutError,
    ResponseParserError,
)


@dataclass
class Following:
    """Looks again and again. ``now`` gives milliseconds since the epoch; ``tell`` is told of troubles that may pass."""

    reader: LogReader
    sources: Sequence[Source]
    since: int
    pause: float = 1.0
    now: Callable[[], int] = lambda: int(time.time() * 1000)
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = lambda _: None
    _told: dict[tuple[str, str], int] = field(default_factory=dict, init=False)

    def bursts(self) -> Iterator[list[LogEvent]]:
        """Yield what is new, oldest first, look by look (an empty list when nothing is), forever.

        Raises what boto3 raises once a trouble does not pass.
        """
        start, failures = self.since, 0
        while True:
            began = self.now()
            try:
                fresh = self._fresh(start)
            except (aws.ClientError, *_PASSING) as error:
                failures += 1
                if not passing(error) or failures > _PATIENCE:
                    raise
                if failures == 1:
                    self.tell(f"logs cannot be read just now ({type(error).__name__}); trying again")
            else:
                failures = 0
                start = max(self.since, began - LATE_MS)
                self._forget(start)
                yield fresh
            self.sleep(min(self.pause * 2**failures, max(_LONGEST_PAUSE, self.pause)))

    def _fresh(self, start: int) -> list[LogEvent]:
        """Read everything first: a look that fails half-way has told nothing, and is repeated whole."""
        read = list(self.reader.merged(self.sources, start))
        fresh = [event for event in read if (event.source.group, event.event_id) not in self._told]
        self._told.update(((event.source.group, event.event_id), event.moment) for event in fresh)
        return fresh

    def _forget(self, start: int) -> None:
        """Forget the events that no look will meet again."""
        self._told = {key: moment for key, moment in self._told.items() if moment >= start}


def passing(error: Exception) -> bool:
    """Whether a trouble may pass by itself: throttling, a service or a network that is away for a moment."""
    if isinstance(error, aws.ClientError):
        return code_of(error) in _THROTTLED or fault_of_service(error)
    return isinstance(error, _PASSING)
