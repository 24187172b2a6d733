"""Compares the types that a file is said to have with the one that its content shows."""

from __future__ import annotations

import mimetypes

from gearbox.sniff import EMPTY, UNKNOWN

_UNTOLD = frozenset({"", UNKNOWN, "binary/octet-stream", "application/x-www-form-urlencoded"})
_SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/x-ms-bmp": "image/bmp",
    "image/x-bmp": "image/bmp",
    "image/heif": "image/heic",
    "application/x-pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "application/x-gzip": "application/gzip",
    "application/x-compressed-tar": "application/gzip",
    "application/x-gtar": "application/x-tar",
    "application/x-tgz": "application/gzip",
    "application/bzip2": "application/x-bzip2",
    "text/json": "application/json",
    "application/jsonl": "application/x-ndjson",
    "application/x-jsonlines": "application/x-ndjson",
    "application/jsonlines": "application/x-ndjson",
    "application/ndjson": "application/x-ndjson",
    "application/csv": "text/csv",
    "text/xml": "application/xml",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/mp3": "audio/mpeg",
    "audio/x-aiff": "audio/aiff",
    "audio/x-m4a": "audio/mp4",
    "audio/mp4a-latm": "audio/mp4",
    "application/ogg": "audio/ogg",
    "application/xhtml+xml": "text/html",
    "application/vnd.android.package-archive": "application/zip",
    "application/x-sqlite3": "application/vnd.sqlite3",
}
_SUFFIXES = {
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".gpx": "application/gpx+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".gz": "application/gzip",
    ".tgz": "application/gzip",
    ".bz2": "application/x-bzip2",
    ".xz": "application/x-xz",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".ogg": "audio/ogg",
    ".xml": "application/xml",
    ".ts": "text/plain",  # TypeScript far more often than MPEG
}
_LETTERS = frozenset(
    {"application/json", "application/x-ndjson", "application/xml", "application/gpx+xml", "image/svg+xml"}
)
_WRITTEN = (
    "text/",
    "application/xml",
    "application/javascript",
    "application/x-",
    "application/yaml",
    "application/toml",
)
# What content shows without fail, so that a file which is said to be one of these and does not show it is none.
_SHOWN = frozenset(
    {
        "image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp", "image/heic", "image/avif",
        "application/pdf", "application/zip", "application/gzip", "application/x-bzip2", "application/x-xz",
        "application/x-tar", "application/vnd.sqlite3", "application/json", "application/x-ndjson", "application/xml",
        "audio/wav", "audio/mpeg", "audio/flac", "audio/ogg", "audio/aiff", "audio/mp4", "video/mp4", "video/webm",
        "video/quicktime", "video/x-matroska",
    }
)  # fmt: skip
# Types between which senders do not tell apart: what an MPEG-4 or Ogg file holds, a tar and what compressed it.
_ALIKE = (
    frozenset({"audio/mp4", "video/mp4", "video/quicktime"}),
    frozenset({"audio/ogg", "video/ogg"}),
    frozenset({"application/json", "application/x-ndjson"}),
    *(
        frozenset({"application/x-tar", packed})
        for packed in ("application/gzip", "application/x-bzip2", "application/x-xz")
    ),
)
_types = mimetypes.MimeTypes()  # Python's own table only: what a machine adds must not change what is said of a file


def claimed_types(name: str, declared_type: str) -> frozenset[str]:
    """Give the types that a file's name and its sender claim, in the spelling of ``sniff``, less what says nothing."""
    plain = declared_type.partition(";")[0].strip().lower()
    claims = {_SAME.get(plain, plain), _type_of_name(name)}
    return frozenset(claims - _UNTOLD)


def _type_of_name(name: str) -> str:
    file = name.rpartition("/")[2].rpartition("\\")[2].lower()
    stem, dot, suffix = file.rpartition(".")
    if not dot or not stem:
        return ""
    found = _SUFFIXES.get(f".{suffix}") or _types.types_map[True].get(f".{suffix}", "")
    return _SAME.get(found, found)


def type_matches(claims: frozenset[str], sniffed_type: str) -> bool:
    """Whether the content contradicts none of the claims."""
    return all(_agrees(claim, sniffed_type) for claim in claims)


def _agrees(claim: str, shown: str) -> bool:
    if claim == shown or any({claim, shown} <= group for group in _ALIKE):
        return True
    if shown in {UNKNOWN, EMPTY}:
        return claim not in _SHOWN and not (shown == UNKNOWN and claim.startswith("text/"))
    if _is_written(shown):
        return _is_written(claim) and (claim not in _SHOWN or (claim == "application/xml" and _is_markup(shown)))
    if "zip" in shown or shown == "application/java-archive" or "openxmlformats" in shown or "opendocument" in shown:
        return claim == "application/zip" or (
            shown == "application/zip" and claim not in _SHOWN and not _is_plain(claim)
        )
    return claim not in _SHOWN and not _is_plain(claim) and claim.partition("/")[0] == shown.partition("/")[0]


def _is_written(name: str) -> bool:
    return name in _LETTERS or name.startswith(_WRITTEN) or name.endswith(("+xml", "+json"))


def _is_plain(name: str) -> bool:
    return name.startswith("text/")


def _is_markup(name: str) -> bool:
    return name.endswith("xml") or name == "text/html"
