"""Spares a command that is over within a second what only long lives need: half of its time would go there.

Looking for garbage again and again while libraries are loaded finds none; and taking five hundred modules apart at the
end, object by object, frees memory that goes back to the system anyway.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn


def run(main: Callable[[], int]) -> NoReturn:
    """Run a command that has closed all its files when it returns its exit code, and end this process with the code.

    What ``atexit`` was to do is not done; an exception ends the process as ever.
    """
    gc.disable()
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        os._exit(nobody_reads())
    except OSError:  # the disk is full
        sys.exit(code)
    os._exit(code)


def nobody_reads() -> int:
    """Turn what is still to be printed away, as its reader has seen enough; gives the exit code for that."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
