"""Describes a file: what it is, and what stands in it that a catalogue should know.

Raises only what the source raises, and ``Overdue`` when the machine was too busy to tell. A file that is damaged,
hostile or absurd is described like any other, with a ``Fault``.
"""

from __future__ import annotations

from contextlib import closing

from gearbox.description import Description, Fault, Json, Rules
from gearbox.kinds.table import examiner_of
from gearbox.reading import Reading
from gearbox.room.job import Finding, Job
from gearbox.room.room import Room
from gearbox.sniff import Sniffed, sniff
from gearbox.source import Source
from gearbox.texts import MAX_REASON, clean_json, clean_text
from gearbox.type_names import claimed_types, type_matches

_room = Room()  # its worker serves one file after the other, for as long as the process lives


def describe(source: Source, name: str, declared_type: str, rules: Rules, room: Room = _room) -> Description:
    """Describe the file. ``name`` is read for its suffix only and never touches a file system.

    Raises ``ObjectGone`` and the errors of the source's service, and ``gearbox.room.room.Overdue``.
    """
    claims = claimed_types(name, declared_type)
    with closing(Reading(source, rules)) as reading:
        sniffed = sniff(reading.head, reading.complete, claims)
        finding = _examined(reading, source.size, sniffed, rules, room)
        return Description(
            sha256=reading.digest(),
            size=reading.size,
            declared_type=clean_text(declared_type),
            sniffed_type=sniffed.type,
            type_matches=type_matches(claims, sniffed.type),
            kind=sniffed.kind,
            metadata=_clean(finding),
            fault=_clean_fault(finding.fault),
        )


def warm_up() -> None:
    """Start what examines files ahead of the first one, so that it starts while a function's own imports run."""
    _room.ready()


def cool_down() -> None:
    """Send away what examines files; the next file starts it again."""
    _room.close()


def _examined(reading: Reading, size: int, sniffed: Sniffed, rules: Rules, room: Room) -> Finding:
    examiner = examiner_of(sniffed.kind)
    if examiner is None:
        return Finding()
    seconds = rules.time_budget_s
    if examiner.streamed:
        seconds += size / rules.bytes_per_second
    else:
        reading.digest()  # the file is read to its end before parts of it are read again
    return room.examine(Job(sniffed.kind, sniffed.type, size, seconds, rules), reading)


def _clean(finding: Finding) -> dict[str, Json]:
    cleaned = clean_json(finding.metadata)
    if not isinstance(cleaned, dict):
        return {}
    return {name: value for name, value in cleaned.items() if value is not None and value != ""}


def _clean_fault(fault: Fault | None) -> Fault | None:
    return None if fault is None else Fault(clean_text(fault.code), clean_text(fault.reason, MAX_REASON))
