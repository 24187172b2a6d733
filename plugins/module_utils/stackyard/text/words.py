"""Figures in words, so that one key is not told as "1 keys"."""

from __future__ import annotations


def counted(count: int, what: str, several: str = "") -> str:
    """Give a figure with its noun: ``1 key``, ``2 keys``; ``several`` is a plural without s."""
    return f"{count} {what}" if count == 1 else f"{count} {several or f'{what}s'}"


def are(count: int) -> str:
    """Give the verb of such a figure: ``is`` of one, ``are`` of several."""
    return "is" if count == 1 else "are"
