"""A file to examine together with what is to be said of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gearbox.source import Source

from tests.gearbox_files.sources import MemorySource

READY, FAILED = "ready", "failed"


@dataclass(frozen=True)
class Sample:
    """A file: ``content`` followed by ``zeros`` zero bytes, which need no room on a disk that knows sparse files.

    ``state`` is "ready" or "failed", ``fault`` the code of the fault ("" for none), ``what`` names the recipe.
    """

    name: str
    content: bytes
    declared_type: str
    kind: str
    what: str = ""
    state: str = READY
    fault: str = ""
    type_matches: bool = True
    zeros: int = 0

    @property
    def size(self) -> int:
        return len(self.content) + self.zeros

    def source(self) -> Source:
        return SparseSource(self.content, self.zeros) if self.zeros else MemorySource(self.content)

    def write(self, path: Path) -> Path:
        """Write the file to a path of the caller's; the sample's own name may be hostile."""
        with path.open("wb") as file:
            file.write(self.content)
            file.truncate(self.size)
        return path


class SparseSource:
    """Content followed by zeros that exist nowhere."""

    def __init__(self, content: bytes, zeros: int) -> None:
        self._content = content
        self.size = len(content) + zeros

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        empty = bytes(chunk_bytes)
        for start in range(0, len(self._content), chunk_bytes):
            yield self._content[start : start + chunk_bytes]
        zeros = self.size - len(self._content)
        for start in range(0, zeros, chunk_bytes):
            yield empty[: zeros - start]

    def open(self) -> BinaryIO:
        return io.BufferedReader(_SparseFile(self._content, self.size))

    def head(self, n: int) -> bytes:
        return self.open().read(n)


class _SparseFile(io.RawIOBase):
    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size, self._place = content, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = max(0, min(len(buffer), self._size - self._place))
        found = self._content[self._place : self._place + wanted].ljust(wanted, b"\0")
        buffer[:wanted] = found
        self._place += wanted
        return wanted
