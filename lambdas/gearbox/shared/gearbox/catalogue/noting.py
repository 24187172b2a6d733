"""Notes events in the table, against whoever else notes the same at the same time."""

from __future__ import annotations

from typing import Protocol

from gearbox.arrivals import Arrival
from gearbox.catalogue.changes import received
from gearbox.catalogue.record import FileRecord
from gearbox.catalogue.table import Changed

_MEETINGS = 8  # writers of one record that may come in between before the message is left to a later delivery


class Contended(Exception):  # noqa: N818  # the name says what is the case
    """Too many others write this record at this moment; ``transient`` by nature."""

    transient = True


class Records(Protocol):
    """What is needed of ``FilesTable``."""

    def get(self, file_id: str) -> FileRecord | None:
        """Read a record as it is now."""

    def put(self, record: FileRecord, seen: FileRecord | None) -> FileRecord:
        """Write a record in place of ``seen``; raises ``Changed``."""


def note(table: Records, arrival: Arrival, now: float) -> FileRecord:
    """Make the record know of an event, and return the record: of this event, or of a later one.

    Raises ``Contended``.
    """
    seen: FileRecord | None = None  # most events are news: guessing so saves reading
    for _ in range(_MEETINGS):
        if seen is not None and seen.rank >= arrival.rank:
            return seen
        try:
            return table.put(received(arrival, seen, now), seen)
        except Changed as meeting:
            seen = meeting.now
    raise Contended(f"{_MEETINGS} others wrote the record of {arrival.key!r} at once")
