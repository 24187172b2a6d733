"""Tells texts from other bytes, and kinds of text from each other."""

from __future__ import annotations

import codecs
import csv
import json
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = ",;\t|"
_LOOKED_AT = 16 * 1024
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)")
_ROOT_TYPES = {"gpx": "application/gpx+xml", "svg": "image/svg+xml", "html": "text/html"}
_SURELY_JSON = re.compile(r'\{\s*(?:"|\})|\[\s*[\[{"\]]')
_SAID_TO_BE_JSON = re.compile(r'[\[{"\-0-9]|true|false|null')
_LINES_OF_A_TABLE = 3


def is_text(head: bytes, complete: bool) -> bool:
    """Whether these bytes are letters in some encoding."""
    if any(head.startswith(mark) for mark, _ in BOMS) or utf16_without_mark(head):
        return True
    looked = head[:_LOOKED_AT]
    controls = len(_CONTROLS.findall(looked))
    if b"\0" in looked:
        return False
    # A valid UTF-8 may hold a stray control character; bytes that are neither are no old encoding of a text.
    return controls * 100 <= len(looked) if is_utf8(looked, complete and looked == head) else not controls


def is_utf8(text: bytes, complete: bool) -> bool:
    """Whether the bytes are UTF-8, of which the last letter may be cut unless ``complete``."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text, complete)
    except UnicodeDecodeError:
        return False
    return True


def utf16_without_mark(head: bytes) -> str:
    """Give the encoding of a text in UTF-16 that does not say so: every other byte is mostly zero; "" for others."""
    looked = head[: _LOOKED_AT // 2 * 2]
    pairs = len(looked) // 2
    if pairs < 2:  # noqa: PLR2004
        return ""
    even, odd = looked[::2].count(0), looked[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros * 10 >= pairs * 7 and not others:
            return encoding if _is_printed(looked[: pairs * 2].decode(encoding, "replace")) else ""
    return ""


def _is_printed(text: str) -> bool:
    return sum(letter.isprintable() or letter in "\r\n\t" for letter in text) * 100 >= len(text) * 99


def text_type(head: bytes, complete: bool, claims: frozenset[str]) -> str:
    """Say which kind of text this is."""
    text = _letters(head)
    start = text.lstrip()
    if start.startswith("<"):
        return _markup(start, claims)
    if _is_json_lines(start, claims):
        return "application/x-ndjson"
    if _SURELY_JSON.match(start) or ("application/json" in claims and _SAID_TO_BE_JSON.match(start)):
        return "application/json"
    return _table(text, complete, claims) or "text/plain"


def _letters(head: bytes) -> str:
    encoding = next((name for mark, name in BOMS if head.startswith(mark)), "") or utf16_without_mark(head) or "utf-8"
    return head[:_LOOKED_AT].decode(encoding, "replace")


def _markup(start: str, claims: frozenset[str]) -> str:
    if start[:9].lower() == "<!doctype" and start[9:15].strip().lower().startswith("html"):
        return "text/html"
    root = _ROOT.search(start)
    name = root.group(1).rpartition(":")[2].lower() if root else ""
    if name in _ROOT_TYPES:
        return _ROOT_TYPES[name]
    return "application/xml" if start.startswith("<?xml") or "application/xml" in claims else "text/plain"


def _is_json_lines(start: str, claims: frozenset[str]) -> bool:
    first, _, rest = start.partition("\n")
    if "application/x-ndjson" in claims:
        return first.startswith(("{", "["))
    if not first.startswith("{") or not rest.lstrip().startswith("{"):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def _table(text: str, complete: bool, claims: frozenset[str]) -> str:
    if "text/tab-separated-values" in claims:
        return "text/tab-separated-values"
    delimiter = delimiter_of(text, complete)
    if "text/csv" in claims or (delimiter and len(text.splitlines()) >= _LINES_OF_A_TABLE):
        return "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    return ""


def delimiter_of(text: str, complete: bool) -> str:
    """Give the character that divides every line of the text into equally many columns, "" when none does."""
    lines = text.splitlines()
    lines = lines if complete and len(text) < _LOOKED_AT else lines[:-1]
    for delimiter in DELIMITERS:
        try:
            widths = {len(row) for row in csv.reader(lines[:50], delimiter=delimiter) if row}
        except csv.Error:
            continue
        if len(widths) == 1 and widths != {1}:
            return delimiter
    return ""
