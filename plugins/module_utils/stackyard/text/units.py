"""Writes sizes for people; everything that tells one does it here, so that two of them can be compared."""

from __future__ import annotations

KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def readable(size: int) -> str:
    """Write bytes as "812 bytes", "12 KB" or "41.7 MB"; rounded down, so that nothing below a limit looks like it."""
    if size >= MEGABYTE:
        return f"{size * 10 // MEGABYTE / 10:.1f} MB"
    return f"{size // KILOBYTE} KB" if size >= KILOBYTE else f"{size} bytes"
