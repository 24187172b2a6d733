"""A set of documents on disk that changes as a whole.

Each set is a folder of its own; a pointer names the ones that count, newest first, with a digest of each document.
Whoever is killed while writing leaves an unfinished folder behind and the pointer where it was, so there is always one
whole set to start from; one that was damaged afterwards (a full disk, a power cut, a careless hand) is not taken up.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_POINTER = "current"
_FIRST = "00000001"
_KEPT = 2

logger = logging.getLogger("stackyard.persistence")


class DamagedError(RuntimeError):
    """There are sets, and none of them is whole."""


class Generations:
    """The sets below `root`, which one process writes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[str, bytes] = {}
        self._sets: dict[str, dict[str, str]] | None = None  # whole sets, newest first: digests by document

    @property
    def current(self) -> Path | None:
        """The folder of the newest whole set; None before the first. Raises DamagedError when none is whole."""
        if self._sets is None:
            self._sets = self._whole_sets()
        return self._root / next(iter(self._sets)) if self._sets else None

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

    def _whole_sets(self) -> dict[str, dict[str, str]]:
        found = self._pointed_at()
        whole = {name: digests for name, digests in found.items() if _is_whole(self._root / name, digests)}
        folders = {path.name for path in self._root.glob("[0-9]*")} - {_FIRST}  # killed during the first write
        if not whole and (found or folders):
            raise DamagedError(f"the saved state in {self._root} is damaged, and so is the one before it")
        if damaged := [name for name in found if name not in whole]:
            logger.warning("saved states that are damaged: %s; an older one counts", ", ".join(damaged))
        return whole

    def _pointed_at(self) -> dict[str, dict[str, str]]:
        try:
            text = (self._root / _POINTER).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return {}
        if text.isdigit():  # of a version that noted no digests
            return {text: {}}
        try:
            return {str(name): dict(digests) for name, digests in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError):
            return {_POINTER: {}}

    def _switch_to(self, documents: Mapping[str, bytes], changed: list[str], keep: frozenset[str]) -> None:
        previous = self.current
        fresh = self._root / (f"{int(previous.name) + 1:08d}" if previous else _FIRST)
        shutil.rmtree(fresh, ignore_errors=True)  # left unfinished by a process that was killed
        fresh.mkdir(parents=True)
        try:
            for name in [*documents, *(keep - set(documents))]:
                if name in changed or previous is None:
                    (fresh / name).write_bytes(documents.get(name, b""))
                elif (previous / name).exists():
                    os.link(previous / name, fresh / name)
            sets = {fresh.name: _digests_of(fresh), **(self._sets or {})}
            self._sets = self._point_to(dict(list(sets.items())[:_KEPT]))
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)  # a full disk needs its room back
            raise
        for folder in self._root.iterdir():
            if folder.is_dir() and folder.name not in self._sets:
                shutil.rmtree(folder, ignore_errors=True)

    def _point_to(self, sets: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        pointer = self._root / f"{_POINTER}.new"
        with pointer.open("w") as file:
            json.dump(sets, file)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._root / _POINTER)
        return sets


def _digests_of(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _is_whole(folder: Path, digests: Mapping[str, str]) -> bool:
    try:
        return digests.items() <= _digests_of(folder).items()
    except OSError:
        return False
