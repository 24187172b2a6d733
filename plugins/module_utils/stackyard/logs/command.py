"""From what was asked for to lines on a screen; shared by ``bin/logs`` and the playbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..errors import StackyardError
from ..refusals import explaining
from ..target import Target
from .clients import reader_of
from .following import Following
from .messages import read_message
from .model import LogEvent, Source
from .of_request import SHORTEST, Invocations, RequestFilter
from .reading import LogReader
from .screen import Screen
from .sources import chosen, find_sources

_PAUSE, _PAUSE_EMBEDDED = 1.0, 0.3  # seconds between two looks


@dataclass(frozen=True)
class Asked:
    """What to show: events since a moment, of the named sources, matching a pattern, of one request."""

    since: datetime
    names: tuple[str, ...] = ()
    grep: re.Pattern[str] | None = None
    request: str = ""

    @property
    def start(self) -> int:
        """The moment in milliseconds since the epoch."""
        return int(self.since.timestamp() * 1000)


def pattern(text: str) -> re.Pattern[str] | None:
    """Compile what ``--grep`` was given. Raises ``StackyardError`` for what is no regular expression."""
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise StackyardError(
            f"this is no regular expression: {error}",
            given=f"--grep {text}",
            remedy=f"escape it: --grep '{re.escape(text)}'",
        ) from None


def request_id(text: str) -> str:
    """Give what ``--request`` was given. Raises ``StackyardError`` for what is too short to be one request."""
    if len(text) < SHORTEST:
        raise StackyardError(
            "this is too short to tell one request from others",
            given=f"--request {text}".rstrip(),
            remedy=f"give the first {SHORTEST} characters of its id, or more: bin/logs shows them in brackets",
        )
    return text


@dataclass
class Telling:
    """Turns events into lines, choosing those that were asked for."""

    asked: Asked
    screen: Screen
    invocations: Invocations = field(default_factory=Invocations)

    def __post_init__(self) -> None:
        self._of_request = RequestFilter(self.asked.request) if self.asked.request else None

    def lines(self, events: Iterable[LogEvent]) -> Iterator[str]:
        """Give the lines of events that come in time order; may be called for one burst after the other."""
        for event in self._of_request.choose(events) if self._of_request else events:
            message = read_message(event.message)
            yield from self.screen.lines(event, message, self.invocations.request_of(event, message))


@dataclass
class Opened:
    """An environment whose log groups are known."""

    target: Target
    asked: Asked
    sources: Sequence[Source]
    reader: LogReader

    def past_lines(self, screen: Screen) -> Iterator[str]:
        """Give what was logged until now, oldest first. Raises ``StackyardError``."""
        with explaining(self.target):
            yield from Telling(self.asked, screen).lines(self.reader.merged(self.sources, self.asked.start))

    def coming_lines(self, screen: Screen, tell: Callable[[str], None]) -> Iterator[list[str]]:
        """Give what was logged and what is being logged, burst by burst, forever. Raises ``StackyardError``."""
        pause = _PAUSE_EMBEDDED if self.target.embedded else _PAUSE
        telling = Telling(self.asked, screen)
        with explaining(self.target):
            for burst in Following(self.reader, self.sources, self.asked.start, pause, tell=tell).bursts():
                yield list(telling.lines(burst))

    def missing_lines(self) -> list[str]:
        """Tell of groups that stacks declare and that are gone, as far as anybody has tried to read them."""
        return [
            f"warning: the log group of {source.full_label} is gone ({source.group}); whoever writes to it logs nothing"
            for source in sorted(self.reader.missing, key=lambda source: source.full_label)
        ]

    def nothing(self) -> str:
        """Say that there is nothing to show."""
        return f"nothing was logged since {self.asked.since:%Y-%m-%d %H:%M:%S} that fits; look further back: --since 1d"


def open_logs(target: Target, asked: Asked) -> Opened:
    """Find the log groups that were asked for. Raises ``StackyardError``."""
    with explaining(target):
        sources = chosen(find_sources(target.client("cloudformation"), target), asked.names)
        return Opened(target, asked, sources, reader_of(target))
