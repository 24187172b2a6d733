"""Takes turns with deployments of the same environment, by the lock that ``bin/deploy`` holds (``bin/lib.sh``)."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# The environments of the embedded AWS, with the folders that hold their state.
_EMBEDDED = {"local": "aws", "local-cn": "aws-cn"}


def lock_file(root: Path, environment: str) -> Path:
    """Name the lock of an environment, as ``take_turns`` of ``bin/lib.sh`` does."""
    if environment in _EMBEDDED:
        state = os.environ.get("STACKYARD_LOCAL_STATE") or str(root / ".local" / _EMBEDDED[environment])
        return Path(f"{state}.lock")
    return root / ".local" / (re.sub(r"[^A-Za-z0-9_-]", "_", environment) + ".lock")


@contextmanager
def our_turn(lock: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """Wait until no command changes the environment, say so, and keep new ones waiting while the block runs.

    Gives a mark of the last command that had its turn: another mark, another command since.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as stream:  # what the others wrote into it stays
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("another command is changing the environment: waiting for its end")
            fcntl.flock(stream, fcntl.LOCK_EX)
        stream.seek(0)
        yield f"{os.fstat(stream.fileno()).st_mtime_ns} {stream.read()}"
