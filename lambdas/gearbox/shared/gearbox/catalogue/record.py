"""What the catalogue knows about one key, as the domain sees it.

A record is never changed in part: whoever changes it makes a new one from what was read, and the table takes it only
when nobody else did so in the meantime (``revision``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """States of a file."""

    RECEIVED = "received"
    EXTRACTING = "extracting"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"


FINISHED = frozenset({State.READY, State.FAILED, State.REMOVED})


@dataclass(frozen=True)
class Failure:
    """Why something failed: the error's type, a reason for people, and whether it may pass by itself."""

    type: str
    reason: str
    transient: bool


@dataclass(frozen=True)
class Attempt:
    """One attempt to examine the file.

    ``at`` is its begin (ISO, UTC); ``outcome`` a finished state, or ``error`` (the file is tried again), or ``lost``
    (the function ended without a word).
    """

    at: str
    outcome: str
    seconds: float | None = None
    error_type: str = ""
    reason: str = ""


@dataclass(frozen=True)
class FileRecord:
    """A key and what is known about its object.

    Moments are ISO 8601 in UTC with microseconds, ``lease_until`` and ``expires_at`` seconds since 1970. ``sequencer``
    and ``generation`` are the rank of the event that the record reflects. ``lease_token`` names who examines the file
    while it is ``extracting``; ``failure`` is why the last attempt failed. ``sample`` is the beginning of the message
    that could not be worked off.
    """

    file_id: str
    bucket: str
    key: str
    state: State
    received_at: str
    sequencer: str = ""
    generation: int = 0
    redrives: int = 0
    removal: bool = False
    event_time: str = ""
    version_id: str = ""
    etag: str = ""
    size: int | None = None
    attempts: int = 0
    lease_token: str = ""
    lease_until: float = 0
    started_at: str = ""
    finished_at: str = ""
    seconds: float | None = None
    failure: Failure | None = None
    history: tuple[Attempt, ...] = ()
    kind: str = ""
    declared_type: str = ""
    sniffed_type: str = ""
    type_matches: bool | None = None
    sha256: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    sample: str = ""
    message_id: str = ""
    expires_at: int | None = None
    revision: str = ""

    @property
    def rank(self) -> tuple[str, int]:
        """Return the rank of the event that this record reflects."""
        return self.sequencer, self.generation
