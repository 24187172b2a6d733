"""Where files come from that are examined on this machine: a disk, or memory.

Needs the standard library only: the bench of starts brings it to a function's own Python.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


class FileSource:
    """A local file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        """Read the file once, in chunks."""
        with self._path.open("rb") as file:
            while chunk := file.read(chunk_bytes):
                yield chunk

    def open(self) -> BinaryIO:
        """Open the file for reading here and there."""
        return self._path.open("rb")

    def head(self, n: int) -> bytes:
        """Read the first ``n`` bytes."""
        with self._path.open("rb") as file:
            return file.read(n)


class MemorySource:
    """A file whose content is in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        """Give the content in chunks."""
        for start in range(0, len(self._content), chunk_bytes):
            yield self._content[start : start + chunk_bytes]

    def open(self) -> BinaryIO:
        """Open the content for reading here and there."""
        return io.BytesIO(self._content)

    def head(self, n: int) -> bytes:
        """Give the first ``n`` bytes."""
        return self._content[:n]
