"""Which server `bin/local` is about: its state folder and its port, from options and environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.lifecycle.environment import ROOT
from embedded.lifecycle.errors import LifecycleError

DEFAULT_PORT = 4580
_PORTS = range(1024, 65536)  # those that need no privileges


@dataclass(frozen=True)
class Settings:
    """`asked` tells whether somebody asked for this very port."""

    state: Path
    port: int = DEFAULT_PORT
    asked: bool = False

    @property
    def url(self) -> str:
        """Where a server on this port answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.state / "server.log"


def read_settings(port: str | None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `--port`, STACKYARD_LOCAL_PORT and STACKYARD_LOCAL_STATE; LifecycleError for a bad port."""
    state = Path(environ.get("STACKYARD_LOCAL_STATE") or ROOT / ".local/aws").expanduser().resolve()
    given = port or environ.get("STACKYARD_LOCAL_PORT") or ""
    if not given:
        return Settings(state)
    if not given.isascii() or not given.isdigit() or int(given) not in _PORTS:
        problem = f"the port must be a number from {_PORTS[0]} to {_PORTS[-1]}"
        raise LifecycleError(problem, given=given, remedy="bin/local up --port 4581")
    return Settings(state, int(given), asked=True)
