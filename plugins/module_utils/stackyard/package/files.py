"""Turns folders into entries: which files of a function and of its dependencies go into an artifact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import StackyardError
from .model import Entry
from .patterns import NO_PATTERNS, Patterns

_NEVER_SHIPPED = ("resources.yaml", "openapi.yaml")
_EXECUTABLE_BY_OWNER = 0o100


def entry(name: str, path: Path) -> Entry:
    """Read a file's content into an entry. Raises ``StackyardError`` when it cannot be read (a broken link)."""
    try:
        content = path.read_bytes()
        executable = bool(path.stat().st_mode & _EXECUTABLE_BY_OWNER)
    except OSError as error:
        raise StackyardError(
            f"{path}: cannot be read", given=str(error), remedy="restore the file, or remove it"
        ) from None
    return Entry(name, path, len(content), hashlib.sha256(content).hexdigest(), executable)


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
    return "for the deployment" if name.startswith("requirements") or name.endswith(".asl.json") else ""


def walk(folder: Path, *, hidden: bool = False) -> Iterator[Path]:
    """Give the files of a folder in a fixed order, without bytecode, and without hidden ones unless asked for.

    Raises ``StackyardError`` for a link to a folder above it, which has no end, and for a pipe, which would block.
    """
    for path in sorted(folder.iterdir()):
        if (path.name.startswith(".") and not hidden) or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.is_dir():
            if path.is_symlink() and path.resolve() in (folder.resolve(), *folder.resolve().parents):
                raise StackyardError(
                    f"{path}: is a link to a folder that holds it", given=str(path.readlink()), remedy="remove the link"
                )
            yield from walk(path, hidden=hidden)
        elif path.exists() and not path.is_file():
            raise StackyardError(f"{path}: is neither a file nor a folder", remedy="remove it")
        else:
            yield path
