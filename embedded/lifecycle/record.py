"""`server.json`: which process serves a state folder. It may be stale, so it is believed only after a look."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from embedded.lifecycle.processes import fingerprint
from embedded.partition import DEFAULT

_NAME = "server.json"


@dataclass(frozen=True)
class Record:
    """A started server: `process` is its fingerprint, `identity` the sources it runs, `started` an ISO moment.

    `smtp_port` is where it takes mail by SMTP; 0 until that is known.
    """

    pid: int
    process: str
    port: int
    started: str
    identity: str
    partition: str = DEFAULT.name
    smtp_port: int = 0

    @property
    def alive(self) -> bool:
        """Whether the process still runs and is the same one."""
        return bool(self.process) and fingerprint(self.pid) == self.process


def read_record(state: Path) -> Record | None:
    """The server of a state folder if its process runs; None when there is none, or the file is stale or damaged."""
    try:
        record = Record(**json.loads((state / _NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return record if record.alive else None


def write_record(state: Path, record: Record) -> None:
    """Puts the record in place, whole or not at all."""
    fresh = state / f"{_NAME}.new"
    fresh.write_text(json.dumps(asdict(record), indent=2) + "\n")
    os.replace(fresh, state / _NAME)  # noqa: PTH105 - the one call that is atomic everywhere


def forget_record(state: Path) -> None:
    """Removes the record."""
    (state / _NAME).unlink(missing_ok=True)
