"""What is noted at a function that was stopped: since when, by whom, and what it had before.

A tag holds it: "2026-11-21T10:00:00Z budget reserved=5 live=2". Everything in it is what tags may hold on AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

TAG = "stackyard:stopped"
# A function that carries this tag, whatever its value, is never stopped.
SPARED = "stackyard:never-stopped"
LONGEST = 256  # characters of a tag's value on AWS
_RESERVED = "reserved"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Note:
    """What a function had: ``reserved`` executions, ``None`` for none; ``provisioned`` ones by alias or version."""

    since: datetime
    by: str
    reserved: int | None = None
    provisioned: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Note:
        """Read a tag's value. Raises ``ValueError`` for one that nobody here has written."""
        moment, by, *words = text.split()
        pairs = dict(word.split("=", 1) for word in words)
        reserved = pairs.pop(_RESERVED)
        since = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
        provisioned = {name: int(count) for name, count in pairs.items()}
        return cls(since, by, None if reserved == "none" else int(reserved), provisioned)

    def __str__(self) -> str:
        reserved = "none" if self.reserved is None else str(self.reserved)
        provisioned = [f"{name}={count}" for name, count in sorted(self.provisioned.items())]
        moment = self.since.astimezone(UTC).strftime(_MOMENT)
        return " ".join([moment, self.by, f"{_RESERVED}={reserved}", *provisioned])

    def with_found(self, reserved: int | None, provisioned: Mapping[str, int]) -> Note:
        """Take in what a function has now: a deployment may have given it something since it was stopped.

        A reserve of 0 is what stopping gave it.
        """
        kept = self.reserved if reserved == 0 else reserved
        return replace(self, reserved=kept, provisioned={**self.provisioned, **provisioned})
