"""Which commit is deployed: for the tag that lets somebody find the source of a running stack."""

from __future__ import annotations

import subprocess
from pathlib import Path

UNKNOWN = "none"


def current_commit(root: Path) -> str:
    """Short hash of the work tree's commit, with ``-dirty`` when files differ from it; ``none`` outside of git."""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return done.stdout.strip() or UNKNOWN
