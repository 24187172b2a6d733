"""Bytes that are already there as a source."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO


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
