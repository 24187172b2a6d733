"""Which commit is deployed: for the tag that lets somebody find the source of a running stack."""

from __future__ import annotations

import subprocess
from functools import cache
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


@cache
def commit_of_run(root: Path) -> str:
    """The same, as it was when this process first asked, or the one that it is a fork of: git is asked once a run."""
    return current_commit(root)
