"""Images made by hand, so that each byte of them can be wrong on purpose."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from random import Random

ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5


def png(width: int, height: int, rows: bytes | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(height * (width * 3 + 1)) if rows is None else rows)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(width: int, height: int, random: Random, exif: bytes = b"") -> bytes:
    """A JPEG whose headers are right; its pixels are noise without a marker in it."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes((1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1))
    scan = bytes((3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0))
    segments = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    if exif:
        segments.append((0xE1, b"Exif\0\0" + exif))
    segments += [(0xDB, bytes(65)), (0xC0, frame), (0xC4, bytes((0,)) + bytes(16)), (0xDA, scan)]
    body = b"".join(struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data for mark, data in segments)
    noise = bytes(random.randrange(255) for _ in range(600))
    return b"\xff\xd8" + body + noise + b"\xff\xd9"


def exif(
    image: Sequence[tuple[int, int, int, bytes]], photo: Sequence[tuple[int, int, int, bytes]] = (), gps: bool = False
) -> bytes:
    """A TIFF block as EXIF has it: (tag, type, count, value) of the image and of the photo, and a place on Earth."""
    place = (
        (1, ASCII, 2, b"N\0"),
        (2, RATIONAL, 3, struct.pack("<6I", 52, 1, 31, 1, 12, 1)),
        (3, ASCII, 2, b"E\0"),
        (4, RATIONAL, 3, struct.pack("<6I", 13, 1, 24, 1, 18, 1)),
    )
    first = list(image)
    start = 8 + _ifd_bytes(image, extra=bool(photo) + gps)
    block = b""
    for tag, entries in ((0x8769, photo), (0x8825, place if gps else ())):
        if entries:
            first.append((tag, LONG, 1, struct.pack("<I", start + len(block))))
            block += ifd(entries, start + len(block))
    return b"II*\0" + struct.pack("<I", 8) + ifd(first, 8) + block


def _ifd_bytes(entries: Sequence[tuple[int, int, int, bytes]], extra: int) -> int:
    return 2 + 12 * (len(entries) + extra) + 4 + sum(len(value) for *_, value in entries if len(value) > 4)


def ifd(entries: Sequence[tuple[int, int, int, bytes]], start: int, following: int = 0) -> bytes:
    table, values = struct.pack("<H", len(entries)), b""
    behind = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", behind + len(values))
        values += value if len(value) > 4 else b""
        table += struct.pack("<HHI", tag, kind, count) + place
    return table + struct.pack("<I", following) + values


def text_tag(tag: int, text: bytes) -> tuple[int, int, int, bytes]:
    return (tag, ASCII, len(text) + 1, text + b"\0")


def camera_exif(random: Random) -> bytes:
    moment = f"20{random.randrange(10, 26)}:0{random.randrange(1, 10)}:1{random.randrange(10)} 12:30:45".encode()
    image = (text_tag(0x010F, b"Stackyard"), text_tag(0x0110, b"Lens Mark II"), (0x0112, SHORT, 1, b"\x06\0"))
    return exif(image, (text_tag(0x9003, moment),), gps=True)


def gif(width: int, height: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    picture = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0)
    return head + picture + b"\x02\x02\x4c\x01\0" + b";"


def bmp(width: int, height: int) -> bytes:
    pixels = bytes((width * 3 + 3) // 4 * 4 * height)
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + head + pixels


def webp(width: int, height: int) -> bytes:
    canvas = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(width: int, height: int) -> bytes:
    pixels = bytes(width * height)
    entries = [
        (0x100, LONG, 1, struct.pack("<I", width)),
        (0x101, LONG, 1, struct.pack("<I", height)),
        (0x111, LONG, 1, struct.pack("<I", 8)),
        (0x117, LONG, 1, struct.pack("<I", len(pixels))),
    ]
    pixels += b"\0" * (len(pixels) % 2)
    return b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + ifd(entries, 8 + len(pixels))


def emf(inner: bytes) -> bytes:
    """A metafile whose first record after the header is a comment that holds a whole other file."""
    comment = struct.pack("<III", 70, len(inner) + 12, len(inner)) + inner
    header = struct.pack("<II16s16s4sI", 1, 108, bytes(16), bytes(16), b" EMF", 0x10000).ljust(108, b"\0")
    return header + comment + struct.pack("<IIIII", 14, 20, 0, 16, 20)
