"""Makes what stands in strangers' files fit for a table and a terminal."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence

from gearbox.description import Json

MAX_TEXT = 256
MAX_REASON = 300
_MAX_ITEMS = 64
_MAX_DEPTH = 4
_LARGEST = 10**18
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, directions, halves of letters


def clean_text(text: str, longest: int = MAX_TEXT) -> str:
    """Give the text on one line, without what moves cursors or changes directions, cut to ``longest`` characters."""
    seen = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text[: longest * 4])
    short = " ".join(seen.split())
    return short if len(short) <= longest else short[: longest - 1] + "…"


def clean_json(value: object, depth: int = 0) -> Json:
    """Give the value as JSON of bounded size: texts clean, numbers finite and such that a table holds them."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST else None
    if isinstance(value, float):
        return value if math.isfinite(value) and abs(value) <= _LARGEST else None
    if isinstance(value, str):
        return clean_text(value)
    return _clean_parts(value, depth + 1) if depth < _MAX_DEPTH else None


def _clean_parts(value: object, depth: int) -> Json:
    if isinstance(value, Mapping):
        items = list(value.items())[:_MAX_ITEMS]
        return {clean_text(str(name)): clean_json(item, depth) for name, item in items}
    if isinstance(value, Sequence):
        return [clean_json(item, depth) for item in value[:_MAX_ITEMS]]
    return None
