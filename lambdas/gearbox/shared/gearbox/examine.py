"""Examines the file that an event is about, as it is in the bucket now.

An event says that something happened to a key. What came of it, the bucket knows better: the version it tells of may be
gone, and where a version was removed an older one may have come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gearbox.arrivals import Arrival
from gearbox.catalogue.record import Failure
from gearbox.description import Description, Rules
from gearbox.inbox import Found
from gearbox.source import ObjectGone, Source

Describe = Callable[[Source, str, str, Rules], Description]


class Looks(Protocol):
    """What is needed of ``Inbox``."""

    def look(self, key: str, version_id: str = "") -> Found | None:
        """Look at a version of an object, or at the one that stands there now."""


class Replaced(Exception):  # noqa: N818  # the name says what is the case
    """The object is replaced faster than it can be read. The events of its successors are on their way."""

    transient = True


@dataclass(frozen=True)
class TooLarge:
    """The object was not examined, for its size alone."""

    found: Found
    failure: Failure


@dataclass(frozen=True)
class Examination:
    """How to examine: where files are, how one is opened and described, and how large (bytes) it may be."""

    inbox: Looks
    open_source: Callable[[Found], Source]
    describe: Describe
    rules: Rules
    max_file_bytes: int

    def of(self, arrival: Arrival) -> tuple[Found, Description] | TooLarge | None:
        """Examine; ``None`` when nothing stands there. Raises ``Replaced``, or whatever kept it from being read."""
        found = None if arrival.removed else self.inbox.look(arrival.key, arrival.version_id)
        if found is not None:
            try:
                return self._described(found)
            except ObjectGone:
                pass
        now = self.inbox.look(arrival.key)
        if now is None:
            return None
        try:
            return self._described(now)
        except ObjectGone as gone:
            raise Replaced("the object was replaced while it was read, twice") from gone

    def _described(self, found: Found) -> tuple[Found, Description] | TooLarge:
        if found.size > self.max_file_bytes:
            reason = f"it has {found.size:,} bytes; at most {self.max_file_bytes:,} are examined"
            return TooLarge(found, Failure("TooLarge", reason, transient=False))
        return found, self.describe(self.open_source(found), found.key, found.declared_type, self.rules)
