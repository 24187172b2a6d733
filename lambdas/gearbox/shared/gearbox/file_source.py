"""A file of this machine as a source: for tests, benches, and whoever wants to see what gearbox says of a file."""

from __future__ import annotations

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
