"""Turns folders into entries: which files of a function and of its dependencies go into an artifact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import StackyardError
from .model import Entry

_NOT_SHIPPED = ("resources.yaml", "openapi.yaml")
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


def function_entries(folder: Path) -> Iterator[Entry]:
    """Give the entries of a function's own folder: everything but what only the deployment reads."""
    for path in walk(folder):
        name = path.relative_to(folder).as_posix()
        if name not in _NOT_SHIPPED and not name.startswith("requirements") and not name.endswith(".asl.json"):
            yield entry(name, path)


def walk(folder: Path) -> Iterator[Path]:
    """Give the files of a folder in a fixed order, without hidden ones and bytecode.

    Raises ``StackyardError`` for a link to a folder above it, which has no end, and for a pipe, which would block.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.is_dir():
            if path.is_symlink() and path.resolve() in (folder.resolve(), *folder.resolve().parents):
                raise StackyardError(
                    f"{path}: is a link to a folder that holds it", given=str(path.readlink()), remedy="remove the link"
                )
            yield from walk(path)
        elif path.exists() and not path.is_file():
            raise StackyardError(f"{path}: is neither a file nor a folder", remedy="remove it")
        else:
            yield path
