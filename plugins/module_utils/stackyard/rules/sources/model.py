"""A text as it stands in a source: what a program would see of it, with the line where it begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceText:
    """One text; parts that are only known when the program runs are written ``${...}``."""

    line: int
    text: str


UNKNOWN = "${...}"
PARTITION = "partition"
"""Ends the name of whatever holds a partition; its value is given as ``partition: aws``."""
SERVICE = "Service"
"""Names a principal in a policy; its value is given after this, as ``partition`` is."""
