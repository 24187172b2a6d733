"""What files have in common that readers take from somewhere else: a place, and being read into a buffer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class PlacedFile(io.RawIOBase):
    """A file with a place that ``seek`` and ``read`` of its subclasses move."""

    def __init__(self) -> None:
        super().__init__()
        self._place = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes, though some files are not everywhere."""
        return True

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read into a buffer."""
        view = memoryview(buffer).cast("B")
        found = self.read(len(view))
        view[: len(found)] = found
        return len(found)
