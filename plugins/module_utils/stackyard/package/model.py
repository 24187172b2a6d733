"""What packaging works on: the entries of an artifact, and the platform that they are made for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackyardError

PREFIX = "artifacts/"
# Part of every digest: raise it when the same entries are to make another zip.
_FORMAT = "stackyard-artifact-1"
_ARCHITECTURES = {"x86_64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Entry:
    """One file of an artifact: its name in the zip, and what it holds."""

    name: str
    path: Path
    size: int
    sha256: str
    executable: bool = False


@dataclass(frozen=True)
class Artifact:
    """Everything that one function ships, named by what it is."""

    system: str
    function: str
    entries: tuple[Entry, ...]
    digest: str

    @classmethod
    def of(cls, system: str, function: str, entries: Iterable[Entry]) -> Artifact:
        """Order the entries and name them by their content; nothing is read."""
        ordered = tuple(sorted(entries, key=lambda entry: entry.name))
        lines = [f"{entry.name}\0{entry.sha256}\0{int(entry.executable)}" for entry in ordered]
        digest = hashlib.sha256("\n".join([_FORMAT, *lines]).encode()).hexdigest()
        return cls(system, function, ordered, digest)

    @property
    def key(self) -> str:
        """Key of the artifact in the artifact bucket."""
        return f"{PREFIX}{self.digest}.zip"

    @property
    def unpacked_bytes(self) -> int:
        """Size of all files, which Lambda limits."""
        return sum(entry.size for entry in self.entries)


@dataclass(frozen=True)
class Platform:
    """What a function runs on: ``architecture`` as Lambda names it, ``runtime`` such as "python3.13"."""

    architecture: str
    runtime: str

    def __post_init__(self) -> None:
        if self.architecture not in _ARCHITECTURES:
            raise StackyardError(
                "Lambda has no such architecture", given=self.architecture, remedy=f"use {' or '.join(_ARCHITECTURES)}"
            )
        if not self.runtime.startswith("python3."):
            raise StackyardError(
                "the kit packages Python functions only", given=self.runtime, remedy="use a runtime such as python3.13"
            )

    @property
    def python_version(self) -> str:
        """Version of Python as uv wants it: "3.13"."""
        return self.runtime.removeprefix("python")

    @property
    def wheels(self) -> str:
        """Kind of wheels as uv names it. Lambda has a newer glibc; 2.28 also runs on older machines of developers."""
        return f"{_ARCHITECTURES[self.architecture]}-manylinux_2_28"
