"""What the beginning of a compressed file unpacks to: enough to see whether a tar is in it."""

from __future__ import annotations

import bz2
import lzma
import zlib

_WANTED = 512
_XZ_MEMORY = 24 * 1024 * 1024
_PACKED = 1 << 20  # a block of bzip2 is at most 900 kB, and comes out as a whole or not at all


def unpacked_head(head: bytes, packed_type: str) -> bytes:
    """Give the first bytes that come out of ``head``, b"" when nothing does."""
    try:
        return _unpacked(head[:_PACKED], packed_type)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, MemoryError):
        return b""


def _unpacked(head: bytes, packed_type: str) -> bytes:
    if packed_type == "application/gzip":
        return zlib.decompressobj(wbits=31).decompress(head, _WANTED)
    if packed_type == "application/x-bzip2":
        return bz2.BZ2Decompressor().decompress(head, _WANTED)
    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY).decompress(head, _WANTED)
