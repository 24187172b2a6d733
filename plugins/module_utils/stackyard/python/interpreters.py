"""Knows which Pythons of the functions' runtimes are set up here.

The kit runs on one Python and functions on others. Their grammar and their bytecode are known exactly only by the
runtime's own minor version, which ``bin/setup`` keeps under ``.envs`` where this machine has it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


def minor_of(runtime: str) -> int:
    """Give the minor version of a runtime such as "python3.13": 13; 0 when it names none."""
    match = re.fullmatch(r"python3\.(\d+)", runtime)
    return int(match[1]) if match else 0


@dataclass(frozen=True)
class Interpreter:
    """A Python of the same minor version as a Lambda runtime: ``runtime`` is "python3.13", ``path`` the program."""

    runtime: str
    path: Path

    @property
    def minor(self) -> int:
        """Minor version of Python 3."""
        return minor_of(self.runtime)

    @property
    def bytecode_tag(self) -> str:
        """Cache tag of the bytecode that it writes: "cpython-313"."""
        return f"cpython-3{self.minor}"


@dataclass(frozen=True)
class Interpreters:
    """The Pythons at hand, each of another minor version; without arguments none."""

    at_hand: tuple[Interpreter, ...] = ()

    @classmethod
    def found_in(cls, root: Path) -> Interpreters:
        """Find what ``bin/setup`` made in the repository at ``root``; nothing is started."""
        return cls(_usable(root / ".envs"))

    def of(self, runtime: str) -> Interpreter | None:
        """Give the one of a runtime; for "" (decided later) the newest, which reads what all others do."""
        if not runtime:
            return max(self.at_hand, key=lambda one: one.minor, default=None)
        return next((one for one in self.at_hand if one.runtime == runtime), None)


@lru_cache
def _usable(environments: Path) -> tuple[Interpreter, ...]:
    found = (Interpreter(folder.name, folder / "bin" / "python") for folder in sorted(environments.glob("python3.*")))
    return tuple(one for one in found if one.minor and os.access(one.path, os.X_OK))
