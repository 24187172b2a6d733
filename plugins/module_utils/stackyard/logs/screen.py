"""How events look on a terminal, and as plain lines everywhere else: a time, who says it, how bad it is, what.

On a terminal the time is the local time of day, and a line tells when the day changes; elsewhere it is a whole
timestamp with its zone, so that lines can be sorted and compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from .messages import Message
from .model import LogEvent, Source

_PALETTE = ("36", "33", "35", "32", "34", "96", "93", "95", "92", "94")
_LEVEL_COLOURS = {"CRITICAL": "1;31", "ERROR": "31", "WARNING": "33", "DEBUG": "2"}
_DIM, _MATCH = "2", "1;7"
_ID_SHOWN = 8
_INDENT = "    "


@dataclass
class Screen:
    """Draws events. ``zone``: ``None`` means the machine's own; ``today`` is the day that needs no line to tell it."""

    sources: Sequence[Source]
    terminal: bool = False
    colour: bool = False
    zone: tzinfo | None = None
    grep: re.Pattern[str] | None = None
    today: date | None = None
    _colours: dict[str, str] = field(init=False)
    _labels: dict[str, str] = field(init=False)
    _day: date | None = field(init=False)

    def __post_init__(self) -> None:
        several = len({source.system for source in self.sources}) > 1
        self._labels = {one.group: one.full_label if several else one.label for one in self.sources}
        self._colours = {one.group: _PALETTE[at % len(_PALETTE)] for at, one in enumerate(self.sources)}
        self._day = self.today

    def lines(self, event: LogEvent, message: Message, request_id: str = "") -> Iterator[str]:
        """Give the lines of an event; none when ``grep`` matches nothing of it."""
        if self.grep and not self.matches(event, message):
            return
        moment = datetime.fromtimestamp(event.moment / 1000, self.zone).astimezone(self.zone)
        if self.terminal and moment.date() != self._day:
            self._day = moment.date()
            yield self._painted(f"--- {moment:%A, %Y-%m-%d} ({moment:%Z})", _DIM)
        yield " ".join(filter(None, self._columns(event, message, request_id, moment)))
        for line in message.details:
            yield f"{_INDENT}{self._marked(line)}"

    def matches(self, event: LogEvent, message: Message) -> bool:
        """Whether ``grep`` matches what is shown of an event, or its whole text."""
        shown = "\n".join([message.text, *message.details])
        return bool(self.grep is None or self.grep.search(shown) or self.grep.search(event.message))

    def _columns(self, event: LogEvent, message: Message, request_id: str, moment: datetime) -> Iterator[str]:
        clock = (
            f"{moment:%H:%M:%S}.{event.moment % 1000:03d}"
            if self.terminal
            else moment.isoformat(timespec="milliseconds")
        )
        yield self._painted(clock, _DIM)
        width = max(map(len, self._labels.values()), default=0)
        label = self._labels.get(event.source.group, event.source.label)
        yield self._painted(f"{label:<{width}}", self._colours.get(event.source.group, ""))
        yield self._painted(f"{message.level or '-':<7}", _LEVEL_COLOURS.get(message.level, _DIM))
        if request_id:
            shown = request_id if not self.terminal else request_id[:_ID_SHOWN]
            yield self._painted(f"[{shown}]", _DIM)
        yield self._marked(message.text)

    def _marked(self, text: str) -> str:
        """Highlight what ``grep`` matches."""
        if not self.grep or not self.colour:
            return text
        return self.grep.sub(lambda found: self._painted(found[0], _MATCH) if found[0] else "", text)

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour and colour else text
