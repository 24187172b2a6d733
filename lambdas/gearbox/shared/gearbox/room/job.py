"""What a worker is asked to do, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from gearbox.description import MIB, Fault, FaultCode, Json, Rules

LONGEST_READ = 8 * MIB  # bytes that a reader of a format may ask for at once


class Damage(Exception):  # noqa: N818  # the name says what is the case
    """What is wrong with the file under examination: raised by whoever finds it, told as the file's ``Fault``."""

    def __init__(self, code: FaultCode, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


def refuse(size: int) -> None:
    """Refuse to read so many bytes at once, whatever a header says. Raises ``Damage``."""
    raise Damage(FaultCode.TOO_LARGE, f"{size} bytes of it would have to be read at once")


@dataclass(frozen=True)
class Job:
    """A file to examine: of this kind and type, ``size`` bytes; ``seconds`` of processor time at most."""

    kind: str
    sniffed_type: str
    size: int
    seconds: float
    rules: Rules

    def to_bytes(self) -> bytes:
        """Write the job as the worker reads it."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> Job:
        """Read what ``to_bytes`` wrote."""
        fields = json.loads(text)
        return cls(**{**fields, "rules": Rules(**fields["rules"])})


@dataclass(frozen=True)
class Finding:
    """What came of a job. ``tired``: the worker holds so much memory that it should make room for another one."""

    metadata: Mapping[str, Json] = field(default_factory=dict)
    fault: Fault | None = None
    tired: bool = False
