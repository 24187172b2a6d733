"""Finds uv, which resolves and installs packages: the kit's own comes before whatever else the machine has."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ...errors import StackyardError


def uv() -> str:
    """Give the path of uv: the kit's own, else the one on PATH. Raises ``StackyardError`` when there is none."""
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise StackyardError("uv is not installed, which resolves and installs packages", remedy="run bin/setup")
    return found
