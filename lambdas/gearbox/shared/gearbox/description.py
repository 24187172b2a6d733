"""What is said of a file, and by which rules it is examined.

A damaged or hostile file is no error of the pipeline: its description carries a ``Fault`` beside everything that is
known all the same. So whoever reads descriptions can tell a bad file from a bad day of the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

KIB = 1024
MIB = 1024 * KIB


class FaultCode(StrEnum):
    """Why a file cannot be described to the end. Every one of them is the file's own, so trying again is no use."""

    TRUNCATED = "truncated"  # it ends too early
    DAMAGED = "damaged"  # it contradicts its own format
    BOMB = "bomb"  # unpacked it would be absurdly large
    TOO_DEEP = "too_deep"  # nested beyond any use
    TOO_LARGE = "too_large"  # a part that must be read as a whole passes a limit
    TIME = "time"  # its examination used up the processor time of its budget
    MEMORY = "memory"  # its examination asked for more memory than there is
    UNREADABLE = "unreadable"  # the reader of its format gave up in a way of its own


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: a ``FaultCode``, and the reason in words (one clean line, at most 300 characters)."""

    code: str
    reason: str


@dataclass(frozen=True)
class Rules:
    """How files are examined, and what one of them may cost at most.

    ``time_budget_s`` is processor time of the examination. Kinds that are read from end to end (text, tables, tar) may
    take a second more for every ``bytes_per_second``. ``read_bytes`` bounds what is read again, by ranges, once the
    digest is made; ``memory_bytes`` the address space of the process that examines. ``unpacked_bytes`` and ``ratio``
    say what an archive may unpack to: more than either is a bomb, but no archive is one below ``harmless_bytes``.
    """

    keep_gps: bool = False
    time_budget_s: float = 10.0
    bytes_per_second: int = 4 * MIB
    read_bytes: int = 32 * MIB
    memory_bytes: int = 144 * MIB
    unpacked_bytes: int = 64 * 1024 * MIB
    ratio: int = 200
    harmless_bytes: int = 64 * MIB
    nested_archives: int = 4
    line_bytes: int = MIB
    json_bytes: int = 16 * MIB
    pixels: int = 1_000_000_000


@dataclass(frozen=True)
class Description:
    """What is known of a file.

    ``size`` in bytes, ``sha256`` in hexadecimal digits. ``declared_type`` is what its sender said, ``sniffed_type``
    what its content says ("application/octet-stream" when nothing is recognised); ``type_matches`` is false when
    the declared type or the name contradicts the content. ``metadata`` holds JSON only: texts are free of control
    characters and of bounded length, numbers are finite.
    """

    size: int
    sha256: str
    declared_type: str
    sniffed_type: str
    type_matches: bool
    kind: str
    metadata: Mapping[str, Json] = field(default_factory=dict)
    fault: Fault | None = None
