"""Archives, right ones and bombs. Nothing here unpacks to more than a few hundred megabytes, and nobody unpacks it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Mapping

_DATE = (2024, 1, 2, 3, 4, 6)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, method)
    return target.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), 1_700_000_000
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def bzipped(content: bytes) -> bytes:
    return bz2.compress(content)


def xzipped(content: bytes) -> bytes:
    return lzma.compress(content)


def docx() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", "_rels/.rels": b"<r/>"})


def ratio_bomb(unpacked: int) -> bytes:
    return zipped({"zeros": bytes(unpacked)})


def nested_bomb(depth: int) -> bytes:
    """Archives in archives; each layer looks harmless."""
    content = zipped({"zeros": bytes(4096)})
    for layer in range(depth):
        content = zipped({f"layer{layer}.zip": content, "more.zip": content})
    return content


def overlapping_bomb(entries: int, unpacked: int) -> bytes:
    """One packed file that ``entries`` entries of the directory share."""
    one = zipped({"a": bytes(unpacked)})
    start = one.index(b"PK\x01\x02")
    entry, end = one[start : one.index(b"PK\x05\x06")], one[one.index(b"PK\x05\x06") :]
    directory = entry * entries
    counts = struct.pack("<HHI", entries, entries, len(directory))
    return one[:start] + directory + end[:8] + counts + end[16:]


def huge_directory(entries: int) -> bytes:
    """A directory of empty entries, all of them the same 47 bytes."""
    one = zipped({"a": b""}, zipfile.ZIP_STORED)
    start, stop = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    directory = one[start:stop] * entries
    first = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, entries, entries, len(directory), start)
    locator = struct.pack("<IQI", 0, start + len(directory), 1)
    end = struct.pack("<HHHHIIH", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return one[:start] + directory + b"PK\x06\x06" + first + b"PK\x06\x07" + locator + b"PK\x05\x06" + end


def tar_of_size(size: bytes) -> bytes:
    """A tar whose one entry claims this size, written as the 12 bytes of its field."""
    block = bytearray(tarred({"claims": b"x"}))
    block[124:136] = size
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    return bytes(block)


def sparse_tar(chain: int) -> bytes:
    """A GNU sparse entry whose map goes on over ``chain`` blocks."""
    block = bytearray(tarred({"sparse": b""})[:512])
    block[156:157] = b"S"
    block[257:265] = b"ustar  \0"
    block[482:483] = b"\1"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    more = bytearray(512)
    more[0:24] = b"00000000001\0" * 2
    more[504:505] = b"\1"
    return bytes(block) + bytes(more) * chain


def pax_tar(header: int) -> bytes:
    """A pax header of ``header`` bytes, which a reader would like to have whole."""
    block = bytearray(tar_of_size(b"%011o\0" % header)[:512])
    block[156:157] = b"x"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    return bytes(block)
