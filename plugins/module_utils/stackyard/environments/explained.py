"""Takes what a setting means from the comment above it, which is written for whoever reads the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..schema.model import Schema

_KEY = re.compile(r"([a-z][a-z0-9_]*)\s*:")
_PARTS = ("all", "aws", "embedded")  # folders and files that explain; an environment's own say why it differs


def explanations(root: Path, schema: Schema) -> dict[str, str]:
    """Give what is said of each declared setting; empty where nobody says anything."""
    found = dict(_comments(root))
    return {name: one.description or found.get(name, "") for name, one in schema.settings.items()}


def _comments(root: Path) -> Iterator[tuple[str, str]]:
    for path in reversed([path for part in _PARTS for path in sorted((root / "group_vars").glob(f"{part}*"))]):
        for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
            yield from comments_in(file.read_text(encoding="utf-8")).items()


def comments_in(text: str) -> Mapping[str, str]:
    """Give the comment above each variable of a file; those of a block share the one that the block begins with."""
    found: dict[str, str] = {}
    lines: list[str] = []
    fresh = False
    for line in text.splitlines():
        if line.startswith("#"):
            lines = [*(lines if fresh else []), line.lstrip("# ")]
            fresh = True
        elif not line.strip():
            lines, fresh = [], False
        else:
            fresh = False
            if key := _KEY.match(line):
                found[key[1]] = " ".join(lines)
    return found
