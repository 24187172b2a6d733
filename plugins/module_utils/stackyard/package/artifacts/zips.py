"""Makes the zips of artifacts: installs, compiles and compresses, each thing once and several at a time.

What is taken from the cache is checked while it is compressed. A file there that is no longer what it was (a bad disk,
a curious editor) is thrown away and made again, each once; only a function's own file that changed is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...python.interpreters import Interpreter, Interpreters
from ..installed.cache import DependencyCache
from ..installed.cache_folder import prune_is_due
from ..installed.dependency_set import DependencySet
from ..model import Artifact, Entry
from .archive import EntryError, Packed, write_all
from .bytecode import BytecodeCache

_WORKERS = 4  # zlib lets go of Python's lock, so threads use every processor


@dataclass(frozen=True)
class Zip:
    """The finished zip of an artifact."""

    path: Path
    packed: Packed


class Zips:
    """Makes zips in the cache, where other checkouts find them, too."""

    def __init__(self, cache: DependencyCache, interpreters: Interpreters) -> None:
        self.cache = cache
        self.interpreters = interpreters
        self.bytecode = BytecodeCache(cache.folder / "bytecode")

    def make(self, artifacts: Sequence[Artifact], sets: Sequence[DependencySet]) -> dict[str, Zip]:
        """Give the zip of each artifact by its key; ``sets`` are those that the artifacts hold, installed.

        Raises ``StackyardError`` for what cannot be installed, compiled or written.
        """
        renewed = set[Path]()
        while True:
            try:
                return self._made(artifacts)
            except EntryError as error:
                if error.entry.path in renewed or not self._renewed(error.entry, sets):
                    raise
                renewed.add(error.entry.path)

    def prune(self) -> None:
        """Remove from the cache what no run used for 30 days; at most once a day, since looking takes a while, too."""
        if prune_is_due(self.cache.folder):
            self.cache.prune()
            self.bytecode.prune()

    def _made(self, artifacts: Sequence[Artifact]) -> dict[str, Zip]:
        self._compile(artifacts)
        artifacts = sorted(artifacts, key=lambda one: -one.unpacked_bytes)  # else everybody waits for the biggest
        paths = [self.cache.zip_path(one.digest) for one in artifacts]
        jobs = [(partial(self._entries, one), path) for one, path in zip(artifacts, paths, strict=True)]
        packed = write_all(jobs, _WORKERS)
        return {one.key: Zip(path, made) for one, path, made in zip(artifacts, paths, packed, strict=True)}

    def _compile(self, artifacts: Sequence[Artifact]) -> None:
        """Compile everything that one Python is asked for at once: starting it for each function would take longer."""
        batches = defaultdict[Interpreter, list[tuple[list[Entry], str]]](list)
        for artifact in artifacts:
            if interpreter := self._interpreter(artifact):
                batches[interpreter].append((artifact.entries(), artifact.location))
        for interpreter, sources in batches.items():
            self.bytecode.fill(sources, interpreter)

    def _entries(self, artifact: Artifact) -> list[Entry]:
        sources, interpreter = artifact.entries(), self._interpreter(artifact)
        made = self.bytecode.entries(sources, interpreter, artifact.location) if interpreter else []
        return [one.below(artifact.prefix) for one in (*sources, *made)]

    def _interpreter(self, artifact: Artifact) -> Interpreter | None:
        return self.interpreters.of(artifact.platform.runtime) if artifact.bytecode else None

    def _renewed(self, damaged: Entry, sets: Sequence[DependencySet]) -> bool:
        """Make again what holds a damaged file of the cache; ``False`` for a file that somebody else owns."""
        if damaged.path.is_relative_to(self.bytecode.folder):
            self.bytecode.discard(damaged)
            return True
        holding = [one for one in sets if any(entry.path == damaged.path for entry in one.entries())]
        for one in holding:
            one.renew()
        return bool(holding)
