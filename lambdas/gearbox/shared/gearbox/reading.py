"""Reads a file for its description: once from end to end for the digest, and what is needed again by ranges."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from gearbox.description import MIB, Rules
from gearbox.source import Source

CHUNK = MIB


class Reading:
    """One file being read. Whoever examines it while it streams by gets the same bytes as the digest (``Feed``).

    A file of one chunk is read by a single request: parts of it are cut from what is in memory.
    """

    def __init__(self, source: Source, rules: Rules) -> None:
        self._source, self._rules = source, rules
        self._chunks: Iterator[bytes] = source.stream(CHUNK)
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.read_again = 0  # bytes
        self._file: BinaryIO | None = None
        self.head = self._take()
        self._waiting: bytes | None = self.head
        self._whole = len(self.head) >= source.size

    @property
    def complete(self) -> bool:
        """Whether ``head`` is the whole file."""
        return self._whole

    def next_chunk(self) -> bytes:
        """Give the next chunk, b"" at the end."""
        chunk, self._waiting = self._waiting, None
        return self._take() if chunk is None else chunk

    def range(self, offset: int, size: int) -> bytes | None:
        """Give a part of the file; ``None`` once the rules' ``read_bytes`` are used up."""
        if self._whole:
            return self.head[offset : offset + size]
        self.read_again += size
        if self.read_again > self._rules.read_bytes:
            return None
        if self._file is None:
            self._file = self._source.open()
        self._file.seek(offset)
        return self._file.read(size)

    def digest(self) -> str:
        """Read what is left, and give the SHA-256 of all of it."""
        while self._take():
            pass
        return self._sha256.hexdigest()

    def close(self) -> None:
        """Let go of what was opened."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def _take(self) -> bytes:
        chunk = next(self._chunks, b"")
        self._sha256.update(chunk)
        self.size += len(chunk)
        return chunk
