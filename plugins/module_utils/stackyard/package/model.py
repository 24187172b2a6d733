"""What packaging works on: the entries of an artifact, and the platform that they are made for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from ..errors import StackyardError
from ..python.interpreters import minor_of

PREFIX = "artifacts/"
# The packager's own version, part of every digest: raise it when the same content is to make another zip.
FORMAT = "stackyard-artifact-4"
_ARCHITECTURES = {"x86_64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Entry:
    """One file of an artifact: its name in the zip, and what it holds."""

    name: str
    path: Path
    size: int
    sha256: str
    executable: bool = False

    def below(self, prefix: str) -> Entry:
        """Give the same file under another name: ``prefix`` and its own."""
        return replace(self, name=prefix + self.name) if prefix else self


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
        if not minor_of(self.runtime):
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

    @property
    def bytecode_tag(self) -> str:
        """Cache tag of CPython's bytecode for this runtime: "cpython-313"."""
        return "cpython-" + self.python_version.replace(".", "")


class PackageSet(Protocol):
    """Packages that travel together, named by what was asked for: nothing is installed to know the name."""

    @property
    def digest(self) -> str:
        """Names the set: equal digests, equal entries."""

    @property
    def label(self) -> str:
        """What people call the set: "aws-lambda-powertools, pyjwt"."""

    def entries(self) -> tuple[Entry, ...]:
        """Give the files that travel; installs what is not there yet. Raises ``StackyardError``."""

    def unpacked_bytes(self) -> int:
        """Give the size of the files that travel, without installing where somebody noted it before."""


@dataclass(frozen=True)
class Artifact:
    """One zip, of a function or of a layer, named by what goes into it.

    ``files`` are known now, ``sets`` once they are installed; all lie below ``prefix`` in the zip ("" for a
    function, "python/" for a layer). ``bytecode`` is the cache tag of the bytecode beside the sources, "" for none.
    """

    label: str
    files: tuple[Entry, ...]
    sets: tuple[PackageSet, ...]
    platform: Platform
    prefix: str = ""
    bytecode: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what goes in, as hexadecimal digits: nothing is installed, compiled or zipped to know it."""
        lines = [f"{entry.name}\0{entry.sha256}\0{int(entry.executable)}" for entry in self.files]
        made = [FORMAT, self.prefix, self.bytecode, self.platform.runtime, self.platform.architecture]
        text = "\n".join([*made, *sorted(lines), *sorted(f"set {one.digest}" for one in self.sets)])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def key(self) -> str:
        """Key of the artifact in the artifact bucket."""
        return f"{PREFIX}{self.digest}.zip"

    @property
    def location(self) -> str:
        """Folder that the zip's sources are found in at run time: "/var/task" or "/opt/python"."""
        return f"/opt/{self.prefix.rstrip('/')}" if self.prefix else "/var/task"

    def entries(self) -> list[Entry]:
        """Give everything that goes in but bytecode, by names without ``prefix``; installs what is not there yet."""
        every = [*self.files, *(entry for one in self.sets for entry in one.entries())]
        return sorted(every, key=lambda entry: entry.name)

    @property
    def unpacked_bytes(self) -> int:
        """Size of all files but bytecode."""
        return sum(entry.size for entry in self.files) + sum(one.unpacked_bytes() for one in self.sets)
