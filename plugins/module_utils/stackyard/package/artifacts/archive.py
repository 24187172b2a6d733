"""Writes artifacts as zip files whose bytes depend on nothing but their entries: no dates, owners, umask or order.

Nothing is held in memory: files stream through in pieces, so that many artifacts can be written at once. Each zip ends
in a comment with the SHA-256 of everything before it. A zip that lies there already is trusted by that alone, and one
that the disk lost a part of is written anew.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...errors import StackyardError
from ..model import Entry

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_MADE_ON_UNIX = 3
_REGULAR, _RUNNABLE = 0o100644, 0o100755
_PIECE = 256 * 1024
# zlib's own level, 6. Measured on numpy (44 MB): it makes 13.6 MB in 1.5 s; level 9 saves 0.1 MB and takes 4.0 s,
# level 5 takes 0.9 s and costs 0.2 MB, at every upload and every cold start.
_COMPRESSION = zipfile.ZIP_DEFLATED
_SEAL_BYTES = 64  # SHA-256 as hexadecimal digits
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class EntryError(StackyardError):
    """A file cannot be packaged as its entry says; ``entry`` says which."""

    def __init__(self, entry: Entry, problem: str, *, given: str = "", remedy: str) -> None:
        self.entry = entry
        super().__init__(f"{entry.path}: {problem}", given=given, remedy=remedy)


class ContentChangedError(EntryError):
    """A file is no longer what it was when its entry was made."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry, "was changed while it was packaged", remedy="run the same command again")


@dataclass(frozen=True)
class Packed:
    """A written zip: its size and SHA-256 (hexadecimal), and the size and number of the files in it."""

    bytes: int
    sha256: str
    unpacked_bytes: int
    files: int


Entries = Iterable[Entry] | Callable[[], Iterable[Entry]]


def write_all(jobs: Iterable[tuple[Entries, Path]], workers: int) -> list[Packed]:
    """Write several zips at once, each as ``write_zip`` does: entries given as a function are asked for late.

    Raises the fault of the first job that has one; those that were not begun then are not begun any more.
    """
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda job: write_zip(*job), jobs))


def write_zip(entries: Entries, path: Path) -> Packed:
    """Write the entries as ``path``, whole or not at all; a whole zip of that name is kept, it is named by its content.

    ``entries`` may be a function, which is called only when there is something to write. Raises ``ContentChangedError``
    for a file that does not match its entry, ``EntryError`` for one that cannot be read, ``StackyardError`` for a full
    disk.
    """
    found = whole_zip(path)
    if found:
        return found
    ordered = sorted(entries() if callable(entries) else entries, key=lambda entry: entry.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".zipping-") as temporary:
            unfinished = Path(temporary) / path.name
            _write(ordered, unfinished)
            packed = _seal(unfinished, ordered)
            unfinished.replace(path)
    except OSError as error:
        raise unwritable(error, path) from None
    return packed


def whole_zip(path: Path) -> Packed | None:
    """Describe a zip that ``write_zip`` made; ``None`` when there is none, or it is not as it was written."""
    try:
        with path.open("rb") as stream:
            sha256, seal, comment = _digests(stream)
            if seal != comment:
                return None
            with zipfile.ZipFile(stream) as archive:
                sizes = [info.file_size for info in archive.infolist()]
    except OSError:
        return None
    return Packed(path.stat().st_size, sha256, sum(sizes), len(sizes))


def unwritable(error: OSError, path: Path) -> StackyardError:
    """Tell why a file could not be written; a full disk as such."""
    if error.errno in _NO_ROOM:
        return StackyardError(
            f"{path.parent}: there is no room on the disk for {path.name}",
            given=str(error),
            remedy="free some 100 MB, then run the same command again",
        )
    remedy = f"make {path.parent} writable, or remove what stands in the way, then run the same command again"
    return StackyardError(f"{path}: cannot be written", given=str(error), remedy=remedy)


def _write(entries: list[Entry], path: Path) -> None:
    with zipfile.ZipFile(path, "x") as archive:
        for entry in entries:
            with archive.open(_header(entry), "w") as target:
                _copy(entry, target)
        archive.comment = b"0" * _SEAL_BYTES  # the room of the seal


def _copy(entry: Entry, target: IO[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(entry):
        digest.update(piece)
        size += len(piece)
        if size > entry.size:  # more than the header has room for
            break
        target.write(piece)
    if digest.hexdigest() != entry.sha256:
        raise ContentChangedError(entry)


def _pieces(entry: Entry) -> Iterable[bytes]:
    """Read a file piece by piece; its own faults are told apart from those of the zip."""
    try:
        with entry.path.open("rb") as source:
            while piece := source.read(_PIECE):
                yield piece
    except FileNotFoundError:
        raise ContentChangedError(entry) from None
    except OSError as error:
        remedy = "restore the file, or remove it"
        raise EntryError(entry, "cannot be read", given=str(error), remedy=remedy) from None


def _header(entry: Entry) -> zipfile.ZipInfo:
    header = zipfile.ZipInfo(entry.name, _FIXED_DATE)
    header.compress_type = _COMPRESSION
    header.create_system = _MADE_ON_UNIX
    header.external_attr = (_RUNNABLE if entry.executable else _REGULAR) << 16
    header.file_size = entry.size  # decides whether the entry needs the form for more than 2 GB
    return header


def _seal(path: Path, entries: list[Entry]) -> Packed:
    with path.open("r+b") as stream:
        _, seal, _ = _digests(stream)
        stream.seek(-_SEAL_BYTES, os.SEEK_END)
        stream.write(seal)
        sha256, _, _ = _digests(stream)
    return Packed(path.stat().st_size, sha256, sum(entry.size for entry in entries), len(entries))


def _digests(stream: IO[bytes]) -> tuple[str, bytes, bytes]:
    """Give the SHA-256 of a whole file, the seal that belongs to everything before the last bytes, and those bytes."""
    digest, left = hashlib.sha256(), stream.seek(0, os.SEEK_END) - _SEAL_BYTES
    stream.seek(0)
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        digest.update(piece)
        left -= len(piece)
    seal, comment = digest.hexdigest().encode(), stream.read()
    digest.update(comment)
    return digest.hexdigest(), seal, comment
