"""Lets a playbook go on when nobody reads its output any more.

`| head`, a lost connection, a full disk behind `> file`: writing fails then. Ansible's thread that prints what workers
say ends at the first such failure, without a word, and with it everything that workers would still have answered: the
run waits for that for ever, and holds the environment. What is under way is worth more than its output.
"""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO


class Outlet:
    """A stream that is let go, with all that would still come, when it cannot be written to; else like ``stream``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, or let it go."""
        try:
            return self._stream.write(text)
        except OSError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        """Write what is kept back, or let it go."""
        try:
            self._stream.flush()
        except OSError:
            self._let_go()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _let_go(self) -> None:
        """Lead the file itself nowhere: what the stream keeps back has to go somewhere, at the latest at its end."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


def go_on_unread() -> None:
    """From now on let standard output and standard error go where they cannot be written to."""
    sys.stdout, sys.stderr = _outlet(sys.stdout), _outlet(sys.stderr)


def _outlet(stream: Any) -> Any:
    return stream if isinstance(stream, Outlet) else Outlet(stream)
