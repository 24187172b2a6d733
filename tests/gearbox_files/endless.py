"""Files that go on and on and exist nowhere: a beginning, and one part repeated."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from tests.gearbox_files.archives import sparse_tar

MB = 1_000_000


class Endless:
    """A source of ``start`` and then ``part``, ``times`` times; to be read from end to end only."""

    def __init__(self, start: bytes, part: bytes, times: int) -> None:
        self._start, self._part, self._times = start, part, times
        self.size = len(start) + len(part) * times

    def stream(self, chunk_bytes: int) -> Iterator[bytes]:
        together = max(1, chunk_bytes // len(self._part))
        yield self._start + self._part
        for done in range(1, self._times, together):
            yield self._part * min(together, self._times - done)

    def open(self) -> BinaryIO:
        raise io.UnsupportedOperation("this file is read from end to end")

    def head(self, n: int) -> bytes:
        return (self._start + self._part * (n // len(self._part) + 1))[:n]


def _sparse_map(size: int) -> Endless:
    block = sparse_tar(1)
    return Endless(block[:512], block[512:], size // 512)


def endless(what: str, size: int) -> tuple[str, Endless]:
    """Give the name and the source of a file of about ``size`` bytes."""
    makers = {
        "csv of one line": ("a.csv", lambda: Endless(b"a,b\n", b"1,", size // 2)),
        "csv": ("a.csv", lambda: Endless(b"a,b\n", b"12345,abcdefgh\n", size // 15)),
        "text of one line": ("a.txt", lambda: Endless(b"", b"word ", size // 5)),
        "json lines": ("a.jsonl", lambda: Endless(b"", b'{"id": 12345, "name": "abc"}\n', size // 29)),
        "json of one string": ("a.json", lambda: Endless(b'["', b"a" * 64, size // 64)),
        "json of brackets": ("a.json", lambda: Endless(b"[", b"[],", size // 3)),
        "tar of an endless map": ("a.tar", lambda: _sparse_map(size)),
        "zeros": ("a.bin", lambda: Endless(b"\0", bytes(1 << 20), size >> 20)),
    }
    name, make = makers[what]
    return name, make()
