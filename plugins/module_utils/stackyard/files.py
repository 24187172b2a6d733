"""Reading and writing files the way every part of the kit does: UTF-8 with a kind error, whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import StackyardError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def relative(path: Path, root: Path) -> str:
    """Name a path in errors: relative to the repository where it lies in it."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def read_text(path: Path, root: Path) -> str:
    """Read a text file; ``root`` as in ``relative``.

    A byte order mark, which some editors write, is left out. Raises ``StackyardError`` when the file cannot be read or
    is not UTF-8; a pipe, which would be waited for, is no file.
    """
    if path.exists() and not path.is_file():
        name = relative(path, root)
        raise StackyardError(f"{name}: cannot be read", given="it is no ordinary file", remedy=f"restore {name}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        name = relative(path, root)
        given = f"byte {error.object[error.start]:#04x} at offset {error.start}"
        raise StackyardError(f"{name}: is not UTF-8 text", given=given, remedy=f"save {name} as UTF-8") from None
    except OSError as error:
        name = relative(path, root)
        raise StackyardError(f"{name}: cannot be read", given=str(error), remedy=f"restore {name}") from None


def explain(error: OSError) -> StackyardError | None:
    """Say what a fault of the file system means that nobody expected where it came up; ``None`` for any other fault.

    What names no file is no fault of the file system, unless the disk is full.
    """
    if error.errno in _NO_ROOM:
        return StackyardError("the disk is full", given=str(error), remedy="free room, then run the same command again")
    if not error.filename:
        return None
    if error.errno in _FORBIDDEN:
        remedy = "make it and the folder that it lies in yours to read and write, then run the same command again"
        return StackyardError("a file or folder may not be read or written", given=str(error), remedy=remedy)
    remedy = "put it right, or remove what stands in the way, then run the same command again"
    return StackyardError("a file or folder is not what it must be", given=str(error), remedy=remedy)


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file whole or not at all; a file that holds the content already keeps its time stamp."""
    with suppress(FileNotFoundError):  # somebody removed it between the two looks
        if path.is_file() and path.read_bytes() == content:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and not error.filename:  # a full disk does not say of itself where it is
            error.filename = str(path)
        raise


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder while the block runs; the system lets go of it when a run is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
