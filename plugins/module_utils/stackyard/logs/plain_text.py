"""Takes from text whatever would make a terminal do something: logs hold what strangers sent."""

from __future__ import annotations

import unicodedata

_KEPT = "\n"


def made_harmless(text: str) -> str:
    """Give the text with tabs as spaces, and with control characters and those that turn the direction spelled out."""
    if text.isascii() and text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    return "".join(char if char in _KEPT or not _acts(char) else _spelled(char) for char in plain)


def _acts(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs")


def _spelled(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004
