"""A file that passes by once: chunks as they come, with a short memory for readers that step back a little."""

from __future__ import annotations

import io
from collections.abc import Callable

from gearbox.placed import PlacedFile

_REMEMBERED = 4096  # bytes one can go back


class StreamedFile(PlacedFile):
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
        self._ended = False

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
