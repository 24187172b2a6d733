"""Checks a function's ``requirements.txt`` before anything is downloaded.

Only a file with every version and hash written down gives the same artifact tomorrow; an index address in it would tie
the project to one network. ``bin/lock-functions`` writes files that pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import StackyardError
from ..files import read_text, relative

LOCK_COMMAND = "bin/lock-functions"
_PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])?==[^\s;]+")


def locked_requirements(folder: Path, root: Path) -> Path | None:
    """Give a function's lock file, or ``None`` when it needs no packages (or its lock is empty).

    Raises ``StackyardError`` when it is missing beside ``requirements.in``, or not locked by hash.
    """
    wanted, locked = folder / "requirements.in", folder / "requirements.txt"
    command = f"{LOCK_COMMAND} {relative(folder, root)}"
    if not locked.is_file():
        if wanted.is_file():
            remedy = f"run `{command}`"
            raise StackyardError(
                f"{relative(wanted, root)}: has not been locked", given="no requirements.txt", remedy=remedy
            )
        return None
    lines = list(_logical_lines(read_text(locked, root)))
    for number, line in lines:
        if not _PINNED.match(line) or "--hash=" not in line:
            raise StackyardError(
                f"{relative(locked, root)}:{number}: {_reason(line)}",
                given=line[:120],
                remedy=f"write what you need into requirements.in, then run `{command}`",
            )
    return locked if lines else None


def _reason(line: str) -> str:
    if line.startswith("-"):
        return "an option does not belong into a lock file"
    return "the package is not locked by hash" if _PINNED.match(line) else "the package has no exact version"


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give each requirement with its line number, continued lines joined, comments left out."""
    whole, start = "", 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        stripped = re.sub(r"(^|\s)#.*$", "", line).strip()
        start = start if whole else number
        whole = f"{whole} {stripped.removesuffix(chr(92)).strip()}".strip()
        if whole and not stripped.endswith("\\"):
            yield start, whole
            whole = ""
