"""Gives what is saved below some folders in bursts: editors write a file in several steps, and several at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from ..errors import StackyardError

# Milliseconds: a burst is over after a step without a save, or as soon as it has lasted that long.
_STEP, _LONGEST = 10, 100
_TICK = 250  # milliseconds after which Python may look at signals, and the first (empty) burst is given
_TOO_MANY = "fs.inotify.max_user_watches"


def saves(folders: Iterable[Path], ended: Event | None = None) -> Iterator[frozenset[Path]]:
    """Give bursts of changed paths until ``ended`` is set, empty ones while nothing happens.

    From the first burst on, nothing is missed. Raises ``StackyardError`` where the system cannot watch so much.
    """
    try:
        for changes in watch(
            *folders,
            watch_filter=_counts,
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            stop_event=ended,
        ):
            yield frozenset(Path(path) for _, path in changes)
    except OSError as error:
        remedy = f"raise {_TOO_MANY} (sysctl), or set WATCHFILES_FORCE_POLLING=1"
        raise StackyardError("the folders cannot be watched", given=str(error), remedy=remedy) from None


def _counts(_change: Change, path: str) -> bool:
    """Whether a path may be part of a function: no hidden file, no bytecode, nothing that only an editor reads."""
    name = path.rpartition("/")[2]
    return not (name.startswith((".", "#")) or name.endswith(("~", ".pyc")) or "/__pycache__" in path)
