"""How a command of ``bin/`` ends: what was wrong goes to stderr in the kit's words, and the exit code says so."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .errors import StackyardError
from .files import explain
from .short_life import nobody_reads
from .text.screen import columns, fitted

INTERRUPTED = 130  # as a shell tells Ctrl-C


def outcome(work: Callable[[], int], *, failed: int = 1) -> int:
    """Do a command's work, which prints and gives an exit code; ``failed`` is the one for an error.

    A reader that has seen enough (``| head``) and Ctrl-C end the command quietly.
    """
    try:
        code = work()
        sys.stdout.flush()
    except StackyardError as error:
        return told(error, failed)
    except BrokenPipeError:
        return nobody_reads()
    except OSError as error:
        if not (known := explain(error)):
            raise
        return told(known, failed)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def told(error: StackyardError, code: int = 1) -> int:
    """Say on stderr what is wrong; gives the exit code back."""
    sys.stderr.writelines(f"{line}\n" for line in fitted(f"error: {error}", columns(sys.stderr)))
    return code
