"""Writes sizes for people; everything that tells one does it here, so that two of them can be compared."""

from __future__ import annotations

KILOBYTE, MEGABYTE, GIGABYTE = 1024, 1024 * 1024, 1024 * 1024 * 1024


def readable(size: int) -> str:
    """Write bytes as "812 bytes", "12 KB", "41.7 MB" or "2.0 GB"; rounded down: nothing below a limit looks like it."""
    if size >= GIGABYTE:
        return f"{size * 10 // GIGABYTE / 10:.1f} GB"
    if size >= MEGABYTE:
        return f"{size * 10 // MEGABYTE / 10:.1f} MB"
    if size >= KILOBYTE:
        return f"{size // KILOBYTE} KB"
    return "1 byte" if size == 1 else f"{size} bytes"
