"""Takes turns with deployments of the same environment, by the lock that ``bin/deploy`` holds (``bin/lib.sh``)."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..settings.short_lived import inventory_of

# Environments that are those of the folder which STACKYARD_LOCAL_STATE names, where it does.
_OF_A_STATE = ("local", "local-cn")


def lock_file(root: Path, environment: str) -> Path:
    """Name the lock of an environment, as ``lock_of`` of ``bin/lib.sh`` does."""
    if copy := inventory_of(root, environment):
        return copy.with_suffix(".lock")
    state = os.environ.get("STACKYARD_LOCAL_STATE") if environment in _OF_A_STATE else ""
    return Path(f"{state or root / '.local' / re.sub(r'[^A-Za-z0-9_-]', '_', environment)}.lock")


@contextmanager
def our_turn(lock: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """Wait until no command changes the environment, say so, and keep new ones waiting while the block runs.

    Gives a mark of the last command that had its turn: another mark, another command since.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with lock.open("a+") as stream:  # what the others wrote into it stays
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tell("another command is changing the environment: waiting for its end")
                fcntl.flock(stream, fcntl.LOCK_EX)
            if _is_another(lock, stream.fileno()):
                continue
            stream.seek(0)
            yield f"{os.fstat(stream.fileno()).st_mtime_ns} {stream.read()}"
            return


def _is_another(lock: Path, descriptor: int) -> bool:
    """Whether there is another lock by now: that of a copy goes with it, and comes again with one of the same name."""
    try:
        return not os.path.samestat(lock.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
