"""Locks on files that come and go with a copy, and end with the last process that holds them, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ALONE, TOGETHER = fcntl.LOCK_EX, fcntl.LOCK_SH


def take(path: Path, busy: Callable[[], None], how: int = ALONE) -> int:
    """Lock the file of a path; a descriptor, with whose last copy the lock ends.

    Where somebody holds it, ``busy`` is called, which may raise; otherwise it is waited for. Whoever removes the file
    while it is waited for leaves a lock on nothing, beside which others would take a new one: it is taken anew then.
    """
    while True:
        lock = _opened(path)
        try:
            if not try_to(lock, how):
                busy()
                fcntl.flock(lock, how)
            if _is_at(path, lock):
                return lock
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


@contextmanager
def unless_busy(path: Path) -> Iterator[bool]:
    """Keep a lock during the block if nobody holds it; gives whether that is so, without waiting.

    A file that somebody removed since it was opened locks nothing, and another one may be locked in its place by now.
    """
    while True:
        lock = _opened(path)
        try:
            free = try_to(lock)
            if free and not _is_at(path, lock):
                continue
            yield free
            return
        finally:
            os.close(lock)


def remove(path: Path, lock: int) -> None:
    """Remove the file of a lock that is held alone, unless it is another one by now."""
    if _is_at(path, lock):
        path.unlink(missing_ok=True)


def try_to(lock: int, how: int = ALONE) -> bool:
    """Take a lock unless somebody else is in the way; whether that is so."""
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether an open file is still the one at a path."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
