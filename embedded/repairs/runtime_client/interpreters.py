"""Which installed Python runs which runtime.

The right version where it is set up. Otherwise the nearest one, with a notice: most functions do not care, and those
that ship compiled packages fail with a message that names the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class NoInterpreterError(RuntimeError):
    """No Python runtime is set up at all, or code is compiled for another version than the one that is."""


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs functions of `runtime`; `stands_in` when its version is another one."""

    runtime: str
    python: str
    version: str

    @property
    def stands_in(self) -> bool:
        """Whether functions run on another Python version than they ask for."""
        return self.runtime != self.version

    @property
    def notice(self) -> str:
        """What to tell the developer about a stand-in."""
        return (
            f"{self.runtime} is not set up here: its functions run on {self.version}. "
            f"Install {self.runtime} and type bin/setup to run them on their own version"
        )


def choose(runtime: str, installed: Mapping[str, str]) -> Interpreter:
    """The interpreter for a runtime such as `python3.13` out of `{"python3.12": "/path/to/python"}`.

    Raises NoInterpreterError when nothing is installed.
    """
    if not installed:
        raise NoInterpreterError("no Python runtime is set up for functions. Type bin/setup")
    wanted = _minor(runtime)
    # The nearest; of two equally near ones the newer, because it lacks less.
    version = min(installed, key=lambda name: (abs(_minor(name) - wanted), -_minor(name)))
    return Interpreter(runtime=runtime, python=installed[version], version=version)


def refuse_foreign_extensions(code: Path, interpreter: Interpreter) -> None:
    """Raises NoInterpreterError when `code` holds a module compiled for another Python than the stand-in."""
    if not interpreter.stands_in:
        return
    tag = f"cpython-3{_minor(interpreter.version)}"
    for compiled in code.rglob("*.so"):
        found = re.search(r"\.(cpython-\d+)", compiled.name)
        if found and found[1] != tag:
            raise NoInterpreterError(
                f"{compiled.relative_to(code)} is compiled for {found[1]}, and {interpreter.notice}"
            )


def _minor(runtime: str) -> int:
    match = re.fullmatch(r"python3\.(\d+)", runtime)
    return int(match[1]) if match else 0
