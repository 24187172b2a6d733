"""Reads the lock beside a function's ``requirements.in`` before anything is downloaded.

Only a file with every version and hash written down gives the same artifact tomorrow, and only one that says what it
was made from shows that it is out of date. ``bin/package --lock`` (see ``commands.locking``) writes files that pass.
Reading is on the way of every run: equal texts, which most functions of a system have, are taken apart once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from ...errors import StackyardError
from ...files import read_text, relative
from .wanted import WANTED, Wanted, canonical, extras, logical_lines, read_wanted

LOCK = "requirements.txt"
LOCK_COMMAND = "bin/package --lock"
NOTHING = "nothing"
_HEADER = re.compile(
    r"^# Locked by `[^`]*` from requirements\.in \((?P<digest>[0-9a-f]+)\): (?P<lines>.*)$", re.MULTILINE
)
_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?P<extras>\[[^\]]*\])?\s*==\s*(?P<version>[^\s;=,*]+)\s*(?:;(?P<marker>.*))?",
    re.ASCII,
)
_HASHES = re.compile(r"(\s+--hash=(sha256|sha384|sha512):[0-9a-f]+)+")
_NAME = re.compile(r"[^\w.-]")  # what ends it
_NAMED_IN_LABEL = 3


@dataclass(frozen=True)
class Pins:
    """What a lock's text says: its lines and the versions by package, as ``Lock`` has them."""

    lines: tuple[str, ...]
    versions: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Lock:
    """One function's locked packages.

    ``path`` is the file and ``place`` its name for people. ``pins`` are its lines, sorted and written in one way:
    ``name[extra]==version ; marker --hash=sha256:...``. ``direct`` is what ``requirements.in`` asks for ("pyjwt>=2");
    every pin where there is no such file. ``versions`` gives the version by package; a package that is locked at
    several, depending on the Python or machine, has them all: "2.2.6, 2.3.4". ``constraints`` are limits on whatever
    comes along.
    """

    path: Path
    place: str
    pins: tuple[str, ...]
    direct: tuple[str, ...]
    versions: Mapping[str, str] = field(hash=False)
    constraints: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the pins, as hexadecimal digits: comments, order and line breaks of the file do not matter."""
        return hashlib.sha256("\n".join(self.pins).encode()).hexdigest()

    @property
    def label(self) -> str:
        """What people call these packages: "aws-lambda-powertools, pyjwt"; long lists are cut short."""
        names = list(dict.fromkeys(_NAME.split(line, maxsplit=1)[0] for line in self.direct))
        if len(names) > _NAMED_IN_LABEL + 1:
            names[_NAMED_IN_LABEL:] = [f"{len(names) - _NAMED_IN_LABEL} more"]
        return ", ".join(names)


def read_lock(folder: Path, root: Path) -> Lock | None:
    """Read a function's lock, or give ``None`` when the function needs no packages; ``root`` is the repository.

    Raises ``StackyardError`` when ``requirements.in`` was never locked, or changed since, and when the lock holds
    anything but exact versions with their hashes.
    """
    path = folder / LOCK
    wanted = read_wanted(folder, root) if is_there(folder / WANTED) else None
    if not is_there(path):
        if wanted and wanted.requirements:
            raise _unusable(folder, root, WANTED, "has not been locked", "no requirements.txt")
        return None
    text = read_text(path, root)
    pins = _pins_of(text, folder, root)
    if wanted and (wanted.requirements or pins.lines):
        _check_fresh(wanted, text, folder, root)
        _check_whole(wanted, pins, folder, root)
    direct = wanted.requirements if wanted else tuple(line.partition(" ")[0] for line in pins.lines)
    constraints = wanted.constraints if wanted else ()
    return Lock(path, relative(path, root), pins.lines, direct, pins.versions, constraints) if pins.lines else None


def header(wanted: Wanted) -> str:
    """Give the first line of a lock: what it was made from, for people and for ``read_lock``."""
    listed = ", ".join(wanted.lines) or NOTHING
    return f"# Locked by `{LOCK_COMMAND}` from {WANTED} ({wanted.digest}): {listed}\n"


class UnlockedLineError(ValueError):
    """A line of a lock that is not an exact version with hashes: its number, what it says, and what is wrong."""

    def __init__(self, number: int, line: str, reason: str) -> None:
        super().__init__(number, line, reason)
        self.number, self.line, self.reason = number, line, reason


def is_there(path: Path) -> bool:
    """Whether a file stands at a path; a link that leads nowhere counts, so that reading it says so."""
    return path.exists() or path.is_symlink()


@lru_cache(maxsize=1024)
def parse_pins(text: str) -> Pins:
    """Take a lock's text apart. Raises ``UnlockedLineError``."""
    lines: list[str] = []
    versions: dict[str, list[str]] = {}
    unmarked: set[str] = set()
    for number, line in logical_lines(text):
        named, space, hashes = line.partition(" --hash=")
        found = _PIN.fullmatch(named.rstrip())
        if not found or not _HASHES.fullmatch(space + hashes):
            raise UnlockedLineError(number, line, _reason(line, locked=bool(found)))
        name, marker = canonical(found["name"]), " ".join((found["marker"] or "").split())
        if name in unmarked or (name in versions and not marker):
            raise UnlockedLineError(number, line, f"{name} is locked twice")
        unmarked |= set() if marker else {name}
        versions.setdefault(name, []).append(found["version"])
        pin = f"{name}{extras(found['extras'])}=={found['version']}" + (f" ; {marker}" if marker else "")
        lines.append(" ".join([pin, *sorted((space + hashes).split())]))
    return Pins(tuple(sorted(lines)), {name: ", ".join(sorted(found)) for name, found in versions.items()})


def _pins_of(text: str, folder: Path, root: Path) -> Pins:
    try:
        return parse_pins(text)
    except UnlockedLineError as error:
        raise StackyardError(
            f"{relative(folder / LOCK, root)}:{error.number}: {error.reason}",
            given=error.line[:120],
            remedy=f"write what you need into {WANTED}, then run `{LOCK_COMMAND} {relative(folder, root)}`",
        ) from None


def _reason(line: str, *, locked: bool) -> str:
    if line.startswith("-"):
        return "an option does not belong into a lock file"
    if locked and "--hash=" in line:
        return "the package's hash cannot be read"
    return "the package is not locked by hash" if locked else "the package has no exact version"


def _check_fresh(wanted: Wanted, text: str, folder: Path, root: Path) -> None:
    """Refuse a lock that was made from something else than what is asked for now."""
    made_from = _HEADER.search(text)
    if not made_from:
        given = f"{LOCK} does not say what it was made from"
        raise _unusable(folder, root, LOCK, f"nothing shows that it answers {WANTED}", given)
    if made_from["digest"] == wanted.digest:
        return
    before = set() if made_from["lines"] == NOTHING else set(made_from["lines"].split(", "))
    added = [line for line in wanted.lines if line not in before]
    removed = sorted(before.difference(wanted.lines))
    parts = [f"{word}: {', '.join(lines)}" for word, lines in (("added", added), ("removed", removed)) if lines]
    raise _unusable(folder, root, LOCK, f"is stale: {WANTED} was changed since", "; ".join(parts))


def _check_whole(wanted: Wanted, pins: Pins, folder: Path, root: Path) -> None:
    """Refuse a lock that lost (by hand, or in a merge) a package that is asked for by name on every platform."""
    named = {line: _NAME.split(line, maxsplit=1)[0] for line in wanted.requirements if ";" not in line}
    lost = [line for line, name in named.items() if name not in pins.versions]
    if lost:
        raise _unusable(folder, root, LOCK, "was edited: it lacks what is asked for", ", ".join(lost))


def _unusable(folder: Path, root: Path, name: str, problem: str, given: str) -> StackyardError:
    remedy = f"run `{LOCK_COMMAND} {relative(folder, root)}`"
    return StackyardError(f"{relative(folder / name, root)}: {problem}", given=given, remedy=remedy)
