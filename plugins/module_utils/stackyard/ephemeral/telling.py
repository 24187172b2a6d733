"""Tells what a command does for a copy, which goes on when nobody listens any more."""

from __future__ import annotations

import sys
from contextlib import suppress

from ..short_life import nobody_reads


def say(text: str) -> None:
    """Tell something on stderr, where somebody still listens."""
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def tell(text: str) -> None:
    """Tell something on stdout, where somebody still listens: a removal goes on when nobody does."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
    except OSError as error:  # the disk is full
        say(f"stdout cannot be written: {error}")
