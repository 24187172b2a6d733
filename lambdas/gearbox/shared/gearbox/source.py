"""Where the bytes of a file come from; a file may be larger than any memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol


class ObjectGone(Exception):  # noqa: N818  # the name says what is the case
    """The file that was to be read is not there any more, or another one stands in its place."""


class Source(Protocol):
    """A file that can be read from end to end, and here and there. Every method raises ``ObjectGone``."""

    @property
    def size(self) -> int:
        """Bytes in the file."""

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        """Read the file once from its beginning, in chunks of at most ``chunk_bytes``."""

    def open(self) -> BinaryIO:
        """Open the file for reading here and there, through a bounded buffer."""

    def head(self, n: int) -> bytes:
        """Read the first ``n`` bytes, or all of them."""
