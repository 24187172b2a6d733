"""Reads texts of whatever encoding as lines, none of which may be long enough to fill the memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

from gearbox.description import FaultCode
from gearbox.room.job import Damage
from gearbox.sniff_text import BOMS, is_utf8, utf16_without_mark
from gearbox.streamed import StreamedFile

_LOOKED_AT = 16 * 1024
_PIECE = 256 * 1024  # bytes decoded at once
# What people's files are written in that are not Unicode. Left to all that it knows, the detector takes a few umlauts
# for encodings that nobody has used for decades.
_OLD_ENCODINGS = (
    "cp1252", "iso8859_2", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "shift_jis", "cp932",
    "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_REPLACED = "gearbox.replaced"


def encoding_of(head: bytes, complete: bool) -> str:
    """Say in which encoding a text is written, as Python names it."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    if is_utf8(head, complete):
        return "utf-8"
    return utf16_without_mark(head) or _guessed(head[:_LOOKED_AT])


def _guessed(head: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # most texts are UTF-8

    best = from_bytes(head, cp_isolation=list(_OLD_ENCODINGS)).best()
    return codecs.lookup(best.encoding).name if best is not None else "latin-1"


class Letters:
    """A text as it is read: ``encoding``, and how many places could not be decoded."""

    def __init__(self, file: StreamedFile) -> None:
        self._file = file
        self._first = file.chunk()
        self._second = file.chunk()
        self.encoding = encoding_of(self._first, complete=not self._second)
        self.undecodable = 0

    @property
    def complete(self) -> bool:
        """Whether ``sample`` is the whole text."""
        return not self._second and len(self._first) <= _LOOKED_AT

    @property
    def sample(self) -> str:
        """The beginning of the text."""
        return codecs.decode(self._first[:_LOOKED_AT], self.encoding, "replace")

    def pieces(self) -> Iterator[str]:
        """Give the text in pieces."""
        codecs.register_error(_REPLACED, self._replace)
        decoder = codecs.getincrementaldecoder(self.encoding)(_REPLACED)
        for chunk in self._chunks():
            for start in range(0, len(chunk), _PIECE):
                yield decoder.decode(chunk[start : start + _PIECE])
        yield decoder.decode(b"", final=True)

    def lines(self, longest: int) -> Iterator[str]:
        """Give the lines without their ends. Raises ``Damage`` for one longer than ``longest`` characters."""
        rest = ""
        for piece in self.pieces():
            # \r at the end waits for a \n that may follow.
            *whole, rest = (rest + piece).replace("\r\n", "\n").split("\n")
            yield from whole
            if len(rest) > longest or any(len(line) > longest for line in whole):
                raise Damage(FaultCode.TOO_LARGE, f"a line is longer than {longest} characters")
        if rest:
            yield rest

    def facts(self) -> dict[str, Any]:
        """Give what is to be said of the encoding, once the text is read."""
        return {"encoding": self.encoding, **({"undecodable": self.undecodable} if self.undecodable else {})}

    def _chunks(self) -> Iterator[bytes]:
        yield self._first
        chunk = self._second
        while chunk:
            yield chunk
            chunk = self._file.chunk()

    def _replace(self, error: UnicodeError) -> tuple[str, int]:
        self.undecodable += 1
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101  # nothing is encoded here
        return "\ufffd", error.end
