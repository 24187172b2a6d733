"""Turns folders into entries: which files of a function and of its dependencies go into an artifact."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from ...errors import StackyardError
from ..left_out.patterns import NO_PATTERNS, Patterns
from ..model import Entry

_NEVER_SHIPPED = ("resources.yaml", "openapi.yaml")
_EXECUTABLE_BY_OWNER = 0o100
# Requirements and their locks, alone or in a folder; requirements.py would be a module like any other.
_FOR_THE_DEPLOYMENT = re.compile(r"requirements([^/]*|/.*)\.(in|txt)|.*\.asl\.json")


def entry(name: str, path: Path) -> Entry:
    """Read a file into an entry, piece by piece. Raises ``StackyardError`` when it cannot be read (a broken link)."""
    try:
        with path.open("rb", buffering=0) as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size, executable = stream.tell(), bool(os.fstat(stream.fileno()).st_mode & _EXECUTABLE_BY_OWNER)
    except OSError as error:
        raise StackyardError(
            f"{path}: cannot be read", given=str(error), remedy="restore the file, or remove it"
        ) from None
    return Entry(name, path, size, sha256, executable)


def function_entries(folder: Path, patterns: Patterns = NO_PATTERNS) -> Iterator[Entry]:
    """Give the entries of a function's own folder: everything but what only the deployment reads.

    ``patterns`` may take away more, and bring back hidden files, requirements and state machines.
    """
    for path in walk(folder, hidden=bool(patterns.include)):
        name = path.relative_to(folder).as_posix()
        if name not in _NEVER_SHIPPED and patterns.keeps(name, _left_out(name)):
            yield entry(name, path)


def _left_out(name: str) -> str:
    """Say why a file of the function's own does not travel by itself; "" when it does."""
    if any(part.startswith(".") for part in name.split("/")):
        return "hidden"
    return "for the deployment" if _FOR_THE_DEPLOYMENT.fullmatch(name) else ""


def walk(folder: Path, *, hidden: bool = False, within: Path | None = None) -> Iterator[Path]:
    """Give the files of a folder in a fixed order, without bytecode, and without hidden ones unless asked for.

    Raises ``StackyardError`` for a link that leaves ``within`` (``folder`` itself, unless it is named), for one to a
    folder above it, which has no end, and for a pipe, which would block.
    """
    for path in sorted(folder.iterdir()):
        if (path.name.startswith(".") and not hidden) or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.is_symlink():
            _check_link(path, folder, within or folder)
        if path.is_dir():
            yield from walk(path, hidden=hidden, within=within or folder)
        elif path.exists() and not path.is_file():
            raise StackyardError(f"{path}: is neither a file nor a folder", remedy="remove it")
        else:
            yield path


def _check_link(path: Path, folder: Path, within: Path) -> None:
    if path.is_dir() and path.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise StackyardError(
            f"{path}: is a link to a folder that holds it", given=str(path.readlink()), remedy="remove the link"
        )
    check_inside(path, within)


def check_inside(path: Path, folder: Path) -> None:
    """Raise ``StackyardError`` for a path below ``folder`` that links lead out of it.

    What lies elsewhere is another file on another machine, or none, and may be what was never meant to be shipped.
    """
    real = Path(os.path.realpath(path))  # Path.resolve raises for a link to itself, which is told when it is read
    if not real.is_relative_to(folder.resolve()):
        raise StackyardError(
            f"{path}: is a link that leaves {folder}",
            given=str(real),
            remedy="put the file itself there, or remove the link; code of several functions belongs into shared/",
        )
