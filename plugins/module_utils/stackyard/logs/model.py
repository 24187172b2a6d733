"""The words that the parts of reading logs share: where events come from, and the events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What writes to a log group."""

    FUNCTION = "function"
    API = "api"
    MACHINE = "machine"
    OTHER = "other"


@dataclass(frozen=True)
class Source:
    """One log group of an environment and who writes it.

    ``label`` is for people (``get_test``, ``api access``, ``weekly``); ``declared``: a stack made the group, so that it
    must be there. Other groups are made by their first event.
    """

    system: str
    label: str
    group: str
    kind: Kind = Kind.OTHER
    declared: bool = True

    @property
    def full_label(self) -> str:
        """Label with its system."""
        return f"{self.system}/{self.label}"


@dataclass(frozen=True)
class LogEvent:
    """One event: ``moment`` in milliseconds since the epoch, ``event_id`` unique in its group."""

    source: Source
    stream: str
    event_id: str
    moment: int
    message: str
