"""Says by its first bytes what a file is.

The table of signatures is our own: the libraries that bring larger ones take any ZIP for a Word document, a letter that
begins with "BM" for a picture, or are not kept any more (decision 28). What is not in it is of the kind "other".
"""

from __future__ import annotations

from dataclasses import dataclass

from gearbox.sniff_text import is_text, text_type
from gearbox.unpacked_head import unpacked_head

UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
_TAR_MARK = slice(257, 262)

# (offset, bytes, type); the first one that fits.
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (0, b"8BPS\0\1", "image/vnd.adobe.photoshop"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (40, b" EMF\0\0\1\0", "image/emf"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"AIFF", "audio/aiff"),
    (8, b"AIFC", "audio/aiff"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xe3", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xe2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"fLaC", "audio/flac"),
    (0, b"caff\0\1", "audio/x-caf"),
    (0, b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel", "video/x-ms-asf"),
    (0, b"PK\3\4", "application/zip"),
    (0, b"PK\5\6", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (0, b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"!<arch>\ndebian", "application/vnd.debian.binary-package"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\0asm", "application/wasm"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_BRANDS = (
    ((b"heic", b"heix", b"mif1", b"msf1"), "image/heic"),
    ((b"avif", b"avis"), "image/avif"),
    ((b"M4A ", b"M4B "), "audio/mp4"),
    ((b"qt  ",), "video/quicktime"),
)
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_PARTS = (
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
)
_OFFICE_TOP = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/", b"word/", b"xl/", b"ppt/")
_STREAMS = {"application/gzip", "application/x-bzip2", "application/x-xz"}
_KINDS = {
    "application/pdf": "pdf",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/x-tar": "tar",
    "application/xml": "text",
    "application/gpx+xml": "text",
    "image/svg+xml": "text",
    "application/java-archive": "zip",
    "application/epub+zip": "zip",
    EMPTY: "empty",
}
_FAMILIES = {"image/": "image", "text/": "text", "audio/": "audio", "video/": "video", _OFFICE: "zip"}
_ZIPPED = ("application/zip", "application/vnd.oasis.opendocument.")


@dataclass(frozen=True)
class Sniffed:
    """What content tells: the type, and the kind by which the file is examined."""

    type: str
    kind: str


def sniff(head: bytes, complete: bool, claims: frozenset[str]) -> Sniffed:
    """Say what a file is that begins with ``head`` (all of it when ``complete``).

    ``claims`` are the types that its name and its sender give it. They decide only between readings of a text, all of
    which may be right: a line of numbers is a text, a table of one row, and lines of JSON.
    """
    if not head:
        return Sniffed(EMPTY, "empty")
    found = (
        _signature(head) or _container(head) or (text_type(head, complete, claims) if is_text(head, complete) else "")
    )
    if found in _STREAMS:
        inner = unpacked_head(head, found)
        return Sniffed(found, "tar" if inner[_TAR_MARK] == b"ustar" else "compressed")
    found = found or UNKNOWN
    return Sniffed(found, kind_of(found))


def kind_of(sniffed_type: str) -> str:
    """Give the kind that files of a type are."""
    if sniffed_type in _KINDS:
        return _KINDS[sniffed_type]
    if sniffed_type.startswith(_ZIPPED):
        return "zip"
    return next((kind for family, kind in _FAMILIES.items() if sniffed_type.startswith(family)), "other")


def _signature(head: bytes) -> str:
    for offset, mark, name in _SIGNATURES:
        if head.startswith(mark, offset) and not (offset == 8 and head[:4] not in {b"RIFF", b"FORM"}):  # noqa: PLR2004
            return _zip_type(head) if name == "application/zip" else name
    return ""


def _container(head: bytes) -> str:
    """Tell what needs more than one look."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[4:8] == b"ftyp":
        return next((name for brands, name in _BRANDS if head[8:12] in brands), "video/mp4")
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:512] else "audio/ogg"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    # "BM" alone begins many a text.
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    return ""


def _zip_type(head: bytes) -> str:
    start = 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if name == b"mimetype":  # OpenDocument and EPUB say it themselves, first and unpacked
        size = int.from_bytes(head[22:26], "little")
        said = head[start : start + size].decode("ascii", "replace")
        return said if said == "application/epub+zip" or said.startswith(_ZIPPED[1]) else "application/zip"
    # An archive may hold such a document, or a folder of its parts; the document itself has them at its own top.
    if name.startswith(_OFFICE_TOP) and b"[Content_Types].xml" in head:
        return next((office for part, office in _OFFICE_PARTS if part in head), "application/zip")
    if name == b"META-INF/container.xml":  # an EPUB that says its type later than it should
        return "application/epub+zip"
    return "application/java-archive" if name.startswith(b"META-INF/") else "application/zip"
