"""Knows the terminal that a playbook was started on, also in Ansible's workers.

Ansible takes standard output away from its workers and lets them say what they have to say through its ``Display``,
which keeps all output in one order. So a worker that draws sends its drawing that way, too; but how wide the terminal
is, and whether there is one, it has to ask by itself. A copy of standard output, made before there are workers, answers
that at any time, after a change of the window's size as well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

ERASE = "\r\x1b[J"
"""Erases everything from the cursor's line on: whatever was drawn with the cursor put back to its top."""

_LEAST = os.terminal_size((20, 4))
_kept: list[int] = []


def keep() -> None:
    """Remember standard output as it is now; to be called before Ansible has workers."""
    with suppress(OSError, ValueError):  # closed, or no file at all
        if not _kept:
            _kept.append(os.dup(sys.stdout.fileno()))


def size() -> os.terminal_size | None:
    """Columns and rows of the terminal that was kept; ``None`` when there is none that can be drawn on."""
    return size_of(_kept[0], os.environ) if _kept else None


def size_of(
    descriptor: int,
    environment: Mapping[str, str],
    ask: Callable[[int], os.terminal_size] = os.get_terminal_size,
) -> os.terminal_size | None:
    """Columns and rows of a terminal; ``None`` for anything else, and for a terminal that cannot move its cursor."""
    if environment.get("TERM", "dumb") == "dumb":
        return None
    try:
        found = ask(descriptor)
    except OSError:
        return None
    usual = os.terminal_size((80, 24))  # some consoles say that they are 0 wide
    return os.terminal_size(max(least, had or other) for least, had, other in zip(_LEAST, found, usual, strict=True))
