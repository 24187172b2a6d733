"""The six fields of a cron expression, by the grammar that AWS documents for EventBridge and its Scheduler.

It is nearly that of Quartz, and not that of Unix: days of the week count from 1 for Sunday, one of the two fields of
days must be ``?``, and years are part of it. A field that is well formed becomes the set of values that it names, so
that the days on which an expression fires can be asked for; decision 34 says why no library does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
UNKNOWN = "${"
"""Begins what only a deployment puts into a field; such a field may be anything."""
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class CronError(ValueError):
    """An expression that AWS refuses, or that never fires; its text says what is wrong with which field."""


@dataclass(frozen=True)
class Field:
    """What may stand in a field: values from ``low`` to ``high``, or ``names`` of them, and ``marks`` beside them."""

    name: str
    low: int
    high: int
    names: Sequence[str] = ()
    marks: str = ",-*/"

    def values(self, text: str) -> frozenset[int]:
        """Every value that the field names, of ``L``, ``W`` and ``#`` all that they may be. Raises ``CronError``."""
        if UNKNOWN in text or (text == "?" and "?" in self.marks):
            return frozenset(self._all())
        parts = text.upper().split(",")
        return frozenset(value for part in parts for value in self._part(part, text, alone=len(parts) == 1))

    def _all(self) -> range:
        return range(self.low, self.high + 1)

    def _part(self, part: str, text: str, *, alone: bool) -> Iterator[int]:
        """Give the values of one part between commas."""
        if (special := self._special(part)) is not None:
            if not alone:
                raise CronError(f"{self.name} {text!r} names L, W or # beside other values")
            yield from special
            return
        span, slash, step = part.partition("/")
        if slash and ("/" not in self.marks or not re.fullmatch(r"\d*[1-9]\d*", step)):
            raise CronError(f"{self.name} {text!r} has a step that is not possible here")
        first, dash, last = span.partition("-")
        if span == "*" or (slash and not span):
            start, end = self.low, self.high
        else:
            start = self._number(first, text)
            end = self._number(last, text) if dash else self.high if slash else start
        # A range may go past the end, as FRI-MON does.
        every = [*range(start, end + 1)] if start <= end else [*range(start, self.high + 1), *range(self.low, end + 1)]
        yield from every[:: int(step) if slash else 1]

    def _special(self, part: str) -> Sequence[int] | None:
        """Give the values of ``L``, ``LW``, ``15W``, ``FRIL`` and ``FRI#3``; ``None`` for everything else."""
        if "W" in self.marks:
            if part in ("L", "LW") or re.fullmatch(r"L-([1-9]|[12]\d|30)", part):
                return range(1, 32)
            if found := re.fullmatch(r"(\d+)W", part):
                self._number(found[1], part)
                return range(1, 32)
        if "#" in self.marks:
            if part == "L":
                return (self.high,)
            if found := re.fullmatch(r"(\w+?)(L|#[1-5])", part):
                return (self._number(found[1], part),)
        return None

    def _number(self, word: str, text: str) -> int:
        if word in self.names:
            return self.low + list(self.names).index(word)
        if word.isascii() and word.isdigit() and self.low <= int(word) <= self.high:
            return int(word)
        also = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        raise CronError(f"{self.name} {text!r} is not made of {self.low} to {self.high}{also}")


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31, marks=",-*/?LW"),
    Field("month", 1, 12, MONTHS),
    Field("day of the week", 1, 7, WEEKDAYS, marks=",-*?L#"),
    Field("year", 1970, 2199),
)
