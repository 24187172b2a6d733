"""A set of documents on disk that changes as a whole.

Each set is a folder of its own; a pointer names the one that counts. Whoever is killed while writing leaves an
unfinished folder behind and the pointer where it was, so there is always one whole set to start from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_POINTER = "current"


class Generations:
    """The sets below `root`, which one process writes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[str, bytes] = {}

    @property
    def current(self) -> Path | None:
        """The folder of the last whole set; None before the first."""
        try:
            folder = self._root / (self._root / _POINTER).read_text().strip()
        except OSError:
            return None
        return folder if folder.is_dir() and folder != self._root else None

    def write(self, documents: Mapping[str, bytes], *, keep: frozenset[str] = frozenset()) -> list[str]:
        """Makes `documents` the current set; returns the names of those that changed, and writes nothing without any.

        Those named by `keep` stay as they are in the current set; what is in neither is no longer in the set.
        """
        digests = {name: hashlib.sha256(content).digest() for name, content in documents.items()}
        changed = sorted(name for name, digest in digests.items() if self._digests.get(name) != digest)
        removed = set(self._digests) - set(documents) - keep
        if not changed and not removed:
            return []
        self._switch_to(documents, changed, keep)
        kept = {name: digest for name, digest in self._digests.items() if name in keep}
        self._digests = kept | digests
        return changed

    def _switch_to(self, documents: Mapping[str, bytes], changed: list[str], keep: frozenset[str]) -> None:
        previous = self.current
        fresh = self._root / f"{int(previous.name) + 1 if previous else 1:08d}"
        shutil.rmtree(fresh, ignore_errors=True)  # left unfinished by a process that was killed
        fresh.mkdir(parents=True)
        for name in [*documents, *(keep - set(documents))]:
            if name in changed or previous is None:
                (fresh / name).write_bytes(documents.get(name, b""))
            elif (previous / name).exists():
                os.link(previous / name, fresh / name)
        self._point_to(fresh)
        for folder in self._root.iterdir():
            if folder.is_dir() and folder not in {fresh, previous}:
                shutil.rmtree(folder, ignore_errors=True)

    def _point_to(self, folder: Path) -> None:
        pointer = self._root / f"{_POINTER}.new"
        with pointer.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._root / _POINTER)
