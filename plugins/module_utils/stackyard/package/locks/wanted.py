"""Reads what a function asks for: its ``requirements.in``, with the files of its system that this includes.

Two files that ask for the same must have the same digest, whatever their comments, order and spacing: the digest stands
in the lock, and says whether the lock still answers what is asked. What no lock can hold (addresses, paths, options) is
refused here, by name and with the reason, before any tool sees it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...errors import StackyardError
from ...faults import Faults
from ...files import read_text, relative

WANTED = "requirements.in"
_EXAMPLE = "write it as a name and versions, such as pyjwt>=2,<3"
_VERSION = r"(?:~=|===?|!=|<=|>=|<|>)\s*[\w.*+!-]+"
_REQUIREMENT = re.compile(
    r"(?!\S+\.(?:whl|zip|tar\.gz)\b)(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<extras>\[[\w.,\s-]*\])?"
    rf"\s*(?P<versions>{_VERSION}(?:\s*,\s*{_VERSION})*)?\s*(?:;\s*(?P<marker>.+))?",
    re.ASCII,
)
_INCLUDE = re.compile(r"(?P<kind>-r|--requirement|-c|--constraint)(?:\s+|=|(?<=-[rc]))(?P<path>\S.*)")
# What a line is that asks for no package by its name, and what to do instead; the first that matches is told.
_REFUSED = (
    (
        re.compile(r"(-i|-f|--(extra-)?index(-url)?|--find-links|--default-index)\b"),
        "an index address would tie the project to one network",
        "remove it, and set UV_DEFAULT_INDEX or uv's own configuration on the machines that need it",
    ),
    (re.compile(r"(-e|--editable)\b"), "an editable package cannot be locked by hash", _EXAMPLE),
    (re.compile(r"-"), "an option does not belong into requirements.in", f"remove it; {_EXAMPLE}"),
    (
        re.compile(r".*://|git\+|[^;]*@"),
        "a package from an address has no hash that everybody's index knows",
        "name the package and its version, and keep a wheel of it in an index of your own",
    ),
    (
        re.compile(r"~|[^;]*/|\S+\.(whl|zip|tar\.gz)\b"),
        "a path leads to this machine only",
        "move the code into the system's shared package, or keep a wheel of it in an index of your own",
    ),
)


@dataclass(frozen=True)
class Wanted:
    """What is asked for, normalised and sorted: requirements ("pyjwt>=2"), and constraints on whatever comes along."""

    requirements: tuple[str, ...]
    constraints: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is asked for, as people write it."""
        return (*self.requirements, *(f"-c {line}" for line in self.constraints))

    @cached_property
    def digest(self) -> str:
        """Names what is asked for: 16 hexadecimal digits."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


def read_wanted(folder: Path, root: Path) -> Wanted:
    """Read ``requirements.in`` of a function's folder; ``root`` is the repository.

    ``-r`` and ``-c`` may name files below the system's folder. Raises ``StackyardError`` (all faults together) for
    files that cannot be read or lie elsewhere, and for lines that no lock can hold.
    """
    reader = _Reader(root, folder.parent)
    with reader.faults.collecting():
        reader.read(folder / WANTED, reader.requirements)
    reader.faults.raise_if_any()
    return Wanted(tuple(sorted(reader.requirements)), tuple(sorted(reader.constraints)))


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give each requirement with its line number, continued lines joined, comments left out."""
    parts: list[str] = []
    start = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        stripped = (re.sub(r"(^|\s)#.*$", "", line) if "#" in line else line).strip()
        start = start if parts else number
        content = stripped.removesuffix("\\").rstrip()
        if content:
            parts.append(content)
        if parts and not stripped.endswith("\\"):
            yield start, " ".join(parts)
            parts = []


def canonical(name: str) -> str:
    """Write a package's name as indexes compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def extras(text: str | None) -> str:
    """Write the extras of a requirement, "[b, A]", in one way: "[a,b]"; "" for none."""
    names = sorted({canonical(name.strip()) for name in (text or "").strip("[]").split(",")} - {""})
    return f"[{','.join(names)}]" if names else ""


class _Reader:
    """Follows the includes of one ``requirements.in``; each file is read once for what it is included as."""

    def __init__(self, root: Path, system: Path) -> None:
        self.root = root
        self.system = system
        self.faults = Faults("the requirements")
        self.requirements: set[str] = set()
        self.constraints: set[str] = set()
        self._read: set[tuple[Path, bool]] = set()

    def read(self, path: Path, into: set[str]) -> None:
        if (path, into is self.constraints) in self._read:
            return
        self._read.add((path, into is self.constraints))
        for number, line in logical_lines(read_text(path, self.root)):
            place = f"{relative(path, self.root)}:{number}"
            with self.faults.collecting():
                if include := _INCLUDE.fullmatch(line):
                    constrains = into is self.constraints or include["kind"] in {"-c", "--constraint"}
                    included = self._included(path, include["path"], place)
                    self.read(included, self.constraints if constrains else self.requirements)
                else:
                    into.add(_normalised(line, place))

    def _included(self, path: Path, name: str, place: str) -> Path:
        included = (path.parent / name).resolve()
        if "://" in name or not included.is_relative_to(self.system.resolve()):
            remedy = f"move what it asks for below {relative(self.system, self.root)}/"
            raise StackyardError(f"{place}: a file outside the system is not included", given=name, remedy=remedy)
        if not included.is_file():
            remedy = "write the file, or remove the line"
            raise StackyardError(f"{place}: includes a file that is not there", given=name, remedy=remedy)
        return included


def _normalised(line: str, place: str) -> str:
    found = _REQUIREMENT.fullmatch(line)
    if not found:
        raise _refused(line, place)
    versions = ",".join(sorted(re.sub(r"\s", "", found["versions"] or "").split(",")))
    marker = " ".join((found["marker"] or "").split())
    return canonical(found["name"]) + extras(found["extras"]) + versions + (f" ; {marker}" if marker else "")


def _refused(line: str, place: str) -> StackyardError:
    for pattern, problem, remedy in _REFUSED:
        if pattern.match(line):
            return StackyardError(f"{place}: {problem}", given=line[:120], remedy=remedy)
    return StackyardError(f"{place}: is no requirement", given=line[:120], remedy=_EXAMPLE)
