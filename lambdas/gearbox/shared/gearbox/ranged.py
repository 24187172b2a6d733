"""A file that is read by ranges, each of which somebody has to be asked for."""

from __future__ import annotations

import errno
import io
from collections import OrderedDict
from collections.abc import Callable

from gearbox.placed import PlacedFile

Fetch = Callable[[int, int], bytes]
"""Gives the bytes at an offset, so many of them."""


class RangedFile(PlacedFile):
    """A seekable file of ``size`` bytes over ``fetch``, which is asked for whole blocks; the last few are kept.

    ``longest`` bounds what one read may ask for: ``refuse`` is called with the number of bytes and has to raise.
    """

    def __init__(
        self,
        fetch: Fetch,
        size: int,
        *,
        block_bytes: int = 256 * 1024,
        blocks: int = 8,
        longest: int | None = None,
        refuse: Callable[[int], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._fetch, self._size = fetch, size
        self._block_bytes, self._blocks = block_bytes, blocks
        self._longest, self._refuse = longest, refuse
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere, also beyond the end. Raises ``OSError``, as files do, before the beginning."""
        place = offset + (0, self._place, self._size)[whence]
        if place < 0:
            raise OSError(errno.EINVAL, "this place is before the beginning of the file")
        self._place = place
        return place

    def read(self, size: int | None = -1, /) -> bytes:
        """Read ``size`` bytes, or what there is up to the end."""
        found = self._at(self._place, self._wanted(size))
        self._place += len(found)
        return found

    def peek(self, size: int = 1, /) -> bytes:
        """Show what comes next of the present block; makes ``readline`` quick."""
        rest = self._block_bytes - self._place % self._block_bytes
        return self._at(self._place, min(max(size, rest), self._wanted(-1), rest))

    def _wanted(self, size: int | None) -> int:
        rest = max(0, self._size - self._place)
        return rest if size is None or size < 0 else min(size, rest)

    def _at(self, place: int, wanted: int) -> bytes:
        if self._longest is not None and wanted > self._longest:
            self._refuse(wanted)
        parts = []
        while wanted > 0:
            number, start = divmod(place, self._block_bytes)
            part = self._block(number)[start : start + wanted]
            if not part:
                break
            parts.append(part)
            place, wanted = place + len(part), wanted - len(part)
        return b"".join(parts)

    def _block(self, number: int) -> bytes:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        start = number * self._block_bytes
        block = self._fetch(start, min(self._block_bytes, self._size - start))
        self._kept[number] = block
        if len(self._kept) > self._blocks:
            self._kept.popitem(last=False)
        return block
