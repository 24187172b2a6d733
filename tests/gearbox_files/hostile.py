"""Recipes of files made to hurt whoever reads them, with the fault that each must end with, or none."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache
from random import Random

from tests.gearbox_files import archives, documents, images
from tests.gearbox_files.sample import FAILED, Sample
from tests.gearbox_files.valid import VALID, Recipe

MB = 1_000_000
_bomb = cache(archives.ratio_bomb)  # they take a while to pack
_gzipped_zeros = cache(lambda size: archives.gzipped(bytes(size)))
_object_stream = cache(documents.object_stream_bomb)


def _photo(exif: bytes, random: Random) -> bytes:
    return images.jpeg(40, 30, random, exif)


def _nonsense_exif(random: Random) -> Sample:
    image = (
        images.text_tag(0x010F, b"\xff\xfe\x1b[31m\x80\x81" + bytes([7]) * 5),
        images.text_tag(0x0110, b"A" * 5000),
        (0x0112, images.SHORT, 1, b"\xff\xff"),
    )
    block = images.exif(image, (images.text_tag(0x9003, b"9999:99:99 99:99:99"),), gps=True)
    return Sample("a.jpg", _photo(block, random), "image/jpeg", "image")


def _looping_exif(random: Random) -> Sample:
    entries = [(0x8769, images.LONG, 1, struct.pack("<I", 8))]
    block = b"II*\0" + struct.pack("<I", 8) + images.ifd(entries, 8, following=8)
    return Sample("a.jpg", _photo(block, random), "image/jpeg", "image")


def _giant_exif(random: Random) -> Sample:
    entries = [(0x010F, images.ASCII, 0xFFFFFFF0, struct.pack("<I", 8)), (0x0110, 5, 0x7FFFFFFF, b"\0\0\0\0")]
    block = b"II*\0" + struct.pack("<I", 8) + images.ifd(entries, 8)
    return Sample("a.jpg", _photo(block, random), "image/jpeg", "image")


def _broken_letters(random: Random) -> Sample:
    content = VALID["text"](random).content + b"\xff\xfe\x80\xc3(" * 3
    return Sample("a.txt", content, "text/plain", "text")


def _fails(name: str, kind: str, fault: str, content: bytes, declared_type: str = "") -> Sample:
    return Sample(name, content, declared_type, kind, state=FAILED, fault=fault)


HOSTILE: Mapping[str, Recipe] = {
    "zip bomb": lambda _: _fails("a.zip", "zip", "bomb", _bomb(100 * MB)),
    "zip bomb of shared bytes": lambda _: _fails("a.zip", "zip", "bomb", archives.overlapping_bomb(5000, 50_000)),
    "zip bomb of layers": lambda _: _fails("a.zip", "zip", "bomb", archives.nested_bomb(7)),
    "zip bomb in a zip": lambda _: _fails("a.zip", "zip", "bomb", archives.zipped({"in.zip": _bomb(100 * MB)})),
    "zip with a huge directory": lambda _: _fails("a.zip", "zip", "too_large", archives.huge_directory(200_000)),
    "gzip bomb": lambda _: _fails("a.gz", "compressed", "bomb", _gzipped_zeros(80 * MB)),
    "tar of a huge entry": lambda _: _fails(
        "a.tar", "tar", "truncated", archives.tar_of_size(b"\x80" + (2**60).to_bytes(11, "big"))
    ),
    "tar of a negative entry": lambda _: _fails("a.tar", "tar", "damaged", archives.tar_of_size(b"\xff" * 12)),
    "tar of an endless map": lambda _: _fails("a.tar", "tar", "truncated", archives.sparse_tar(2000)),
    "tar of a huge header": lambda _: _fails("a.tar", "tar", "too_large", archives.pax_tar(2_000_000_000)),
    "png of nonsense": lambda _: _fails(
        "a.png", "image", "bomb", images.png(0x7FFFFFFF, 0x7FFFFFFF, b"\0"), "image/png"
    ),
    "png of no width": lambda _: _fails("a.png", "image", "damaged", images.png(0, 10, b"\0"), "image/png"),
    "exif of nonsense": _nonsense_exif,
    "exif in a loop": _looping_exif,
    "exif of giant counts": _giant_exif,
    "pdf of looping pages": lambda _: _fails("a.pdf", "pdf", "damaged", documents.looping_pages()),
    "pdf of looping references": lambda _: _fails("a.pdf", "pdf", "damaged", documents.looping_reference()),
    "pdf of claims": lambda _: _fails("a.pdf", "pdf", "damaged", documents.claiming_pages()),
    "pdf of looping tables": lambda _: _fails("a.pdf", "pdf", "damaged", documents.looping_tables()),
    "pdf of a huge table": lambda _: _fails("a.pdf", "pdf", "bomb", documents.huge_xref()),
    "pdf with a bomb": lambda _: _fails("a.pdf", "pdf", "bomb", _object_stream(80 * MB)),
    "json, deep": lambda _: _fails("a.json", "json", "too_deep", b"[" * 100_000 + b"]" * 100_000),
    "json lines, deep": lambda _: _fails(
        "a.jsonl", "jsonl", "too_deep", b'{"a":1}\n{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    ),
    "csv of one long line": lambda _: _fails("a.csv", "csv", "too_large", b"a,b\n" + b"1," * 1_500_000, "text/csv"),
    "csv with NUL": lambda _: Sample("a.csv", b"a,b\n\0,1\n" * 9, "text/csv", "other", type_matches=False),
    "text with broken letters": _broken_letters,
    "xml of entities": lambda _: Sample(
        "a.xml",
        b'<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<l>&b;</l>\n',
        "application/xml",
        "text",
    ),
}
