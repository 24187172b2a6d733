"""Whose copy it is, and of which branch, as far as this machine tells; both may be unknown."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path

_DETACHED = "HEAD"


def user() -> str:
    """The name of whoever runs the command; empty where the system knows none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def branch(root: Path) -> str:
    """The branch that is checked out, of a detached one the commit; empty outside of git."""
    name = _git(root, "symbolic-ref", "--quiet", "--short", _DETACHED)
    return name or _git(root, "rev-parse", "--quiet", "--verify", "--short", _DETACHED)


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    except (OSError, ValueError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
