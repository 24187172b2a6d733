"""Who counts on a copy: a run takes it away at its end, so nobody else may build on it before that.

A run claims its copy for itself from before its first look until its removal is over, beyond the turns that commands
take: it holds no turn while its own command works. Others who bring copies up share a claim, and take turns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from ..errors import StackyardError
from .locks import ALONE, TOGETHER, remove, take, try_to, unless_busy
from .record import Records


@contextmanager
def claimed(records: Records, name: str, *, alone: bool) -> Iterator[None]:
    """Claim a copy during the block. Raises ``StackyardError`` where another run, or an ``up`` for a run, has it."""

    def busy() -> NoReturn:
        raise StackyardError(
            f"{name} is being brought up or used by another command, and a run takes its copy away at its end",
            given=name,
            remedy="wait for the end of that command, or leave --name out",
        )

    lock = take(records.claim(name), busy, ALONE if alone else TOGETHER)
    try:
        yield
    finally:
        if alone or (not records.path(name).is_file() and try_to(lock)):
            remove(records.claim(name), lock)
        os.close(lock)


def clear(records: Records, name: str) -> None:
    """Remove the file of a claim that nobody makes any more."""
    with unless_busy(records.claim(name)) as free:
        if free:
            records.claim(name).unlink(missing_ok=True)
