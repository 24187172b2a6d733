"""A file that passes by once: chunks as they come, with a short memory for readers that step back a little."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_REMEMBERED = 4096  # bytes one can go back


class StreamedFile(io.RawIOBase):
    """A file over ``next_chunk``, which gives b"" at the end. One can go forward, and back by a few kilobytes.

    ``longest`` bounds what one read may ask for: ``refuse`` is called with the number of bytes and has to raise.
    """

    def __init__(
        self,
        next_chunk: Callable[[], bytes],
        longest: int | None = None,
        refuse: Callable[[int], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._next_chunk = next_chunk
        self._longest, self._refuse = longest, refuse
        self._start = 0  # where the buffer lies in the file
        self._buffer = b""
        self._place = 0
        self._ended = False

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes, though not everywhere."""
        return True

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to an offset; one beyond the end is where nothing is read. Raises ``ValueError`` for one long passed."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("nobody knows yet where this file ends")
        place = offset if whence == io.SEEK_SET else self._place + offset
        if place < self._start:
            raise ValueError("this place was passed long ago")
        self._place = place
        return place

    def read(self, size: int | None = -1, /) -> bytes:
        """Read ``size`` bytes, or all that are left."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(io.DEFAULT_BUFFER_SIZE), b""))
        if self._longest is not None and size > self._longest:
            self._refuse(size)
        parts = []
        while size > 0 and self._reach():
            part = self._buffer[self._place - self._start :][:size]
            parts.append(part)
            self._place += len(part)
            size -= len(part)
        return b"".join(parts)

    @property
    def ended(self) -> bool:
        """Whether somebody read up to the end, or wanted to read beyond it."""
        return self._ended

    def chunk(self) -> bytes:
        """Read what comes next, as much as there is without waiting twice; b"" at the end."""
        return self.read(self._start + len(self._buffer) - self._place) if self._reach() else b""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read into a buffer."""
        view = memoryview(buffer).cast("B")
        found = self.read(len(view))
        view[: len(found)] = found
        return len(found)

    def _reach(self) -> bool:
        """Take chunks until the present place is among them; false when the file ends before it."""
        while self._place >= self._start + len(self._buffer):
            chunk = b"" if self._ended else self._next_chunk()
            if not chunk:
                self._ended = True
                return False
            kept = self._buffer[-_REMEMBERED:]
            self._start += len(self._buffer) - len(kept)
            self._buffer = kept + chunk
        return True
