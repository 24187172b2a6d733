"""Recipes of files that are as they should be, one or more of each kind."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from random import Random

from tests.gearbox_files import archives, documents, images, media
from tests.gearbox_files.sample import Sample

Recipe = Callable[[Random], Sample]
_WORDS = ("gear", "box", "yard", "stack", "inbox", "größe", "naïve", "crate")


def side(random: Random) -> int:
    return random.randrange(2, 60)


def prose(random: Random, lines: int = 12) -> str:
    return "".join(" ".join(random.choices(_WORDS, k=7)) + ".\n" for _ in range(lines))


def table(random: Random, delimiter: str = ",", rows: int = 20) -> str:
    lines = [delimiter.join(("id", "name", "note"))]
    lines += [delimiter.join((str(n), random.choice(_WORDS), f'"a ""b"" {n}"')) for n in range(rows)]
    return "\r\n".join(lines) + "\r\n"


def records(random: Random, rows: int = 15) -> str:
    return "".join(json.dumps({"id": n, "name": random.choice(_WORDS), "v": [n, None]}) + "\n" for n in range(rows))


def files(random: Random) -> dict[str, bytes]:
    return {f"folder/{n}.txt": prose(random).encode() for n in range(random.randrange(1, 6))}


def _japanese(_: Random) -> Sample:
    text = "これは日本語の文章です。文字コードを調べるために使います。\n" * 20
    return Sample("jp.txt", text.encode("shift_jis"), "text/plain", "text")


VALID: Mapping[str, Recipe] = {
    "png": lambda r: Sample("a.png", images.png(side(r), side(r)), "image/png", "image"),
    "jpeg": lambda r: Sample("a.jpg", images.jpeg(side(r), side(r), r), "image/jpeg", "image"),
    "jpeg of a camera": lambda r: Sample(
        "DSC.JPG", images.jpeg(side(r), side(r), r, images.camera_exif(r)), "image/jpeg", "image"
    ),
    "gif": lambda r: Sample("a.gif", images.gif(side(r), side(r)), "image/gif", "image"),
    "bmp": lambda r: Sample("a.bmp", images.bmp(side(r), side(r)), "image/bmp", "image"),
    "webp": lambda r: Sample("a.webp", images.webp(side(r), side(r)), "image/webp", "image"),
    "tiff": lambda r: Sample("a.tif", images.tiff(side(r), side(r)), "image/tiff", "image"),
    "emf with a pdf in it": lambda r: Sample(
        "a.emf", images.emf(documents.pdf(r.randrange(1, 5))), "image/emf", "image"
    ),
    "pdf": lambda r: Sample("a.pdf", documents.pdf(r.randrange(1, 30)), "application/pdf", "pdf"),
    "encrypted pdf": lambda _: Sample("secret.pdf", documents.encrypted_pdf(), "application/pdf", "pdf"),
    "csv": lambda r: Sample("a.csv", table(r).encode(), "text/csv", "csv"),
    "csv with semicolons": lambda r: Sample("a.csv", table(r, ";").encode("cp1252"), "text/csv", "csv"),
    "tsv": lambda r: Sample("a.tsv", table(r, "\t").encode(), "text/tab-separated-values", "csv"),
    "csv in UTF-16": lambda r: Sample("a.csv", table(r).encode("utf-16"), "text/csv", "csv"),
    "json": lambda r: Sample("a.json", json.dumps({"a": [r.random(), None], "b": "ü"}).encode(), "", "json"),
    "json with odd numbers": lambda _: Sample(
        "a.json", b'{"a": 1e999, "a": -0.0, "b": 123456789012345678901234567890}', "application/json", "json"
    ),
    "json lines": lambda r: Sample("a.jsonl", records(r).encode(), "application/x-ndjson", "jsonl"),
    "zip": lambda r: Sample("a.zip", archives.zipped(files(r)), "application/zip", "zip"),
    "zip, stored": lambda r: Sample(
        "a.zip", archives.zipped(files(r), zipfile.ZIP_STORED), "application/x-zip-compressed", "zip"
    ),
    "zip in zip": lambda r: Sample(
        "a.zip", archives.zipped({"inner.zip": archives.zipped(files(r))}), "application/zip", "zip"
    ),
    "zip with path tricks": lambda _: Sample(
        "slip.zip", archives.zipped({"../../x": b"1", "/etc/x": b"2", "C:\\x": b"3"}), "application/zip", "zip"
    ),
    "zip without entries": lambda _: Sample("a.zip", archives.zipped({}), "application/zip", "zip"),
    "zip of a document's parts": lambda r: Sample(
        "a.whl",
        archives.zipped(files(r) | {"a/[Content_Types].xml": b"<Types/>", "a/word/document.xml": b"<w/>"}),
        "",
        "zip",
    ),
    "epub that says so late": lambda r: Sample(
        "a.epub", archives.zipped({"META-INF/container.xml": b"<container/>"} | files(r)), "application/epub+zip", "zip"
    ),
    "docx": lambda _: Sample(
        "a.docx", archives.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip"
    ),
    "tar": lambda r: Sample("a.tar", archives.tarred(files(r)), "application/x-tar", "tar"),
    "tar.gz": lambda r: Sample("a.tar.gz", archives.gzipped(archives.tarred(files(r))), "application/gzip", "tar"),
    "tar.bz2": lambda r: Sample("a.tar.bz2", archives.bzipped(archives.tarred(files(r))), "", "tar"),
    "tar.xz": lambda r: Sample("a.tar.xz", archives.xzipped(archives.tarred(files(r))), "", "tar"),
    "gz": lambda r: Sample("a.txt.gz", archives.gzipped(prose(r).encode()), "application/gzip", "compressed"),
    "text": lambda r: Sample("a.txt", prose(r).encode(), "text/plain", "text"),
    "text in UTF-16": lambda r: Sample("a.txt", prose(r).encode("utf-16"), "text/plain", "text"),
    "text in UTF-16 without mark": lambda r: Sample("a.txt", prose(r).encode("utf-16-le"), "text/plain", "text"),
    "text in Latin-1": lambda r: Sample("a.txt", prose(r).encode("latin-1"), "text/plain", "text"),
    "text in Shift JIS": _japanese,
    "text of one long line": lambda _: Sample("long.txt", b"word " * 300_000, "text/plain", "text"),
    "source code": lambda _: Sample("a.py", b"import os\n\n\ndef f(a, b):\n    return a\n", "text/x-python", "text"),
    "ini": lambda _: Sample("a.ini", b"[section]\na = 1\n", "", "text"),
    "gpx": lambda _: Sample(
        "a.gpx",
        b'<?xml version="1.0"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="2"/></gpx>\n',
        "application/gpx+xml",
        "text",
    ),
    "html": lambda _: Sample("a.html", b"<!DOCTYPE html>\n<html><title>a</title></html>\n", "text/html", "text"),
    "svg": lambda _: Sample("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>\n', "image/svg+xml", "text"),
    "wav": lambda r: Sample("a.wav", media.wav(r.randrange(1, 3)), "audio/x-wav", "audio"),
    "mp3": lambda r: Sample("a.mp3", media.mp3(r.randrange(20, 90)), "audio/mpeg", "audio"),
    "mp3 of MPEG 2.5": lambda r: Sample("a.mp3", media.slow_mp3(r.randrange(20, 90)), "audio/mpeg", "audio"),
    "caf": lambda _: Sample("a.caf", media.caf(), "audio/x-caf", "audio"),
    "flac": lambda r: Sample("a.flac", media.flac(r.randrange(1, 90)), "audio/flac", "audio"),
    "mp4": lambda r: Sample("a.mp4", media.mp4(r.randrange(1, 90)), "video/mp4", "video"),
    "webm": lambda _: Sample("a.webm", media.webm(), "video/webm", "video"),
    "sqlite": lambda r: Sample("a.db", b"SQLite format 3\0" + r.randbytes(500), "", "other"),
    "noise": lambda r: Sample("a.bin", b"\0" + r.randbytes(700), "application/octet-stream", "other"),
}
