"""Which server `bin/local` is about: its partition, state folder and port, from options and environment variables.

Each partition has a server of its own, with a folder and a port that belong to it, so that all of them can run at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.lifecycle.environment import ROOT
from embedded.lifecycle.errors import LifecycleError
from embedded.partition import DEFAULT, Partition, UnknownPartitionError, named, owner

_PORTS = range(1024, 65536)  # those that need no privileges


@dataclass(frozen=True)
class Settings:
    """`asked` tells whether somebody asked for this very port; without an `smtp_port` the server chooses one."""

    state: Path
    port: int = DEFAULT.port
    asked: bool = False
    partition: Partition = DEFAULT
    smtp_port: int = 0

    @property
    def url(self) -> str:
        """Where a server on this port answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.state / "server.log"


def read_settings(
    port: str | None = None,
    environ: Mapping[str, str] = os.environ,
    *,
    partition: str | None = None,
    root: Path = ROOT,
) -> Settings:
    """Settings from `--port` and `--partition`, else STACKYARD_LOCAL_PORT, _SMTP_PORT, _PARTITION and _STATE.

    A state folder that is named without a partition says itself which one it belongs to. LifecycleError for a bad port,
    an unknown partition, or a folder that belongs to another one.
    """
    asked = _partition(partition or environ.get("STACKYARD_LOCAL_PARTITION") or "")
    folder = environ.get("STACKYARD_LOCAL_STATE") or root / ".local" / (asked or DEFAULT).name
    state = Path(folder).expanduser().resolve()
    chosen = _agreed(asked, state)
    given = _port(port or environ.get("STACKYARD_LOCAL_PORT") or "")
    smtp_port = _port(environ.get("STACKYARD_LOCAL_SMTP_PORT") or "")
    return Settings(state, given or chosen.port, asked=bool(given), partition=chosen, smtp_port=smtp_port)


def _port(given: str) -> int:
    if not given:
        return 0
    if not given.isascii() or not given.isdigit() or int(given) not in _PORTS:
        problem = f"the port must be a number from {_PORTS[0]} to {_PORTS[-1]}"
        raise LifecycleError(problem, given=given, remedy="bin/local up --port 4590")
    return int(given)


def _partition(name: str) -> Partition | None:
    try:
        return named(name) if name else None
    except UnknownPartitionError as error:
        raise LifecycleError(str(error), remedy="bin/local --help") from error


def _agreed(asked: Partition | None, state: Path) -> Partition:
    found = owner(state)
    if asked is not None and found is not None and asked != found:
        raise LifecycleError(
            f"this state folder belongs to {found.name}: what is deployed there has names of that partition",
            given=f"{asked.name}, {state}",
            remedy=f"--partition {found.name}, or another folder in STACKYARD_LOCAL_STATE",
        )
    return asked or found or DEFAULT
