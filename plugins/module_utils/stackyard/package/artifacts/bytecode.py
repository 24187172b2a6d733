"""Compiles functions' sources ahead of their first start, which otherwise compiles them each time.

Lambda's folders are read-only and the dates of an artifact are fixed, so that only bytecode that no date can outdate is
of use (``unchecked-hash``), written by the runtime's own minor version. Each source is compiled once for all
functions that ship it: what was compiled is kept by the digest of the source, the place where it will lie, and the
Python that compiled it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock

from ...errors import StackyardError
from ...python.interpreters import Interpreter
from ..installed.cache_folder import remove
from ..model import Entry
from . import compile_sources
from .archive import ContentChangedError, unwritable

_FORMAT = "stackyard-bytecode-1"
_DAY = 24 * 60 * 60  # seconds
_WORTH_A_PROCESS = 400 * 1024  # bytes of source; what is compiled while another Python would be starting
# Nothing of the user's Python may decide what is compiled: no site packages, no variables, a fixed seed.
_OPTIONS = ("-s", "-S", "-P", "-W", "ignore")
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class _Wanted:
    """One source to compile: its entry, the path that it will have at run time, and the name of the result."""

    entry: Entry
    location: str
    key: str


class BytecodeCache:
    """Bytecode in ``folder``, by what it was made of; safe in several threads and under several runs at once."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder = folder
        self.workers = workers
        self._lock = Lock()
        self._known: dict[Path, dict[str, str]] = {}

    def entries(self, sources: Iterable[Entry], interpreter: Interpreter, location: str) -> list[Entry]:
        """Give the bytecode that belongs beside ``sources``, which will lie in the folder ``location`` ("/var/task").

        Sources that are no Python of this version (templates, old grammar) have none. Raises ``ContentChangedError``
        for a source that does not match its entry, ``StackyardError`` when they cannot be compiled.
        """
        wanted = self._wanted(sources, interpreter, location)
        self._compile(wanted, interpreter)
        folder = self._folder(interpreter)
        return [made for one in wanted for made in self._made(one, folder, interpreter.bytecode_tag)]

    def fill(self, batches: Iterable[tuple[Iterable[Entry], str]], interpreter: Interpreter) -> None:
        """Compile at once what ``entries`` will be asked for: pairs of sources and their location."""
        wanted = [one for sources, location in batches for one in self._wanted(sources, interpreter, location)]
        self._compile(wanted, interpreter)

    def discard(self, entry: Entry) -> None:
        """Forget bytecode that turned out to be damaged; the next to ask for it compiles it again.

        Damage seldom comes alone: everything of the same Python is read, and what is not what its name says goes, too.
        """
        for path in entry.path.parent.iterdir():
            if path.name[0] != "." and not _is_whole(path):
                remove(path)
        with self._lock:
            self._known.pop(entry.path.parent, None)

    def prune(self, days: int = 30) -> None:
        """Remove what no run used for so long; what cannot be removed, or is another user's, is left there."""
        oldest = time.time() - days * _DAY
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
        self._known.clear()

    def _wanted(self, sources: Iterable[Entry], interpreter: Interpreter, location: str) -> list[_Wanted]:
        compiler = _identity(interpreter)
        return [
            _Wanted(entry, place, _key(compiler, place, entry.sha256))
            for entry in sources
            if entry.name.endswith(".py")
            for place in [f"{location}/{entry.name}"]
        ]

    def _made(self, one: _Wanted, folder: Path, tag: str) -> Iterator[Entry]:
        sha256 = self._known[folder][one.key]
        if sha256:
            source, path = PurePosixPath(one.entry.name), folder / f"{one.key}-{sha256}.pyc"
            name = source.with_name("__pycache__") / f"{source.stem}.{tag}.pyc"
            yield Entry(name.as_posix(), path, _used(path), sha256)

    def _folder(self, interpreter: Interpreter) -> Path:
        return self.folder / interpreter.bytecode_tag

    def _compile(self, wanted: Iterable[_Wanted], interpreter: Interpreter) -> None:
        folder = self._folder(interpreter)
        with self._lock:
            known = self._known.get(folder) or _listed(folder)
            missing = {one.key: one for one in wanted if one.key not in known}
            if missing:
                batches = _batches(list(missing.values()), self.workers)
                with ThreadPoolExecutor(len(batches)) as pool:
                    list(pool.map(lambda batch: _run(interpreter, batch, folder), batches))
                known = {**known, **_listed(folder)}  # another run may have found damage among what was known
            self._known[folder] = known


def _identity(interpreter: Interpreter) -> str:
    """Name the very program that compiles: an updated one compiles anew, and two of its kind may differ."""
    program = interpreter.path.resolve()
    stamp = program.stat()
    return f"{program} {stamp.st_mtime_ns} {stamp.st_size}"


def _key(compiler: str, location: str, sha256: str) -> str:
    return hashlib.sha256("\0".join([_FORMAT, compiler, location, sha256]).encode()).hexdigest()


def _used(path: Path) -> int:
    """Give the size of a file of the cache, and note that it is used, so that nobody prunes it.

    One that was pruned since it was listed has no size any more: whoever reads it finds out, and has it made again.
    """
    with suppress(OSError):
        found = path.stat()
        if time.time() - found.st_mtime > _DAY:
            os.utime(path)
        return found.st_size
    return 0


def _listed(folder: Path) -> dict[str, str]:
    """Give the digest of each bytecode by its key; "" for a source that cannot be compiled."""
    folder.mkdir(parents=True, exist_ok=True)
    names = (path.name.removesuffix(".pyc").partition("-") for path in folder.iterdir() if path.name[0] != ".")
    return {key: sha256 for key, _, sha256 in names}


def _is_whole(path: Path) -> bool:
    """Whether bytecode is what its name says; a note that there is none has nothing to say."""
    _, _, sha256 = path.name.removesuffix(".pyc").partition("-")
    try:
        with path.open("rb") as stream:
            return not sha256 or hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _batches(wanted: Sequence[_Wanted], workers: int) -> list[list[_Wanted]]:
    """Divide sources among processes so that all of them end at about the same time."""
    total = sum(one.entry.size for one in wanted)
    batches: list[list[_Wanted]] = [[] for _ in range(max(1, min(workers, total // _WORTH_A_PROCESS)))]
    sizes = [0] * len(batches)
    for one in sorted(wanted, key=lambda one: -one.entry.size):
        smallest = sizes.index(min(sizes))
        batches[smallest].append(one)
        sizes[smallest] += one.entry.size
    return batches


def _run(interpreter: Interpreter, batch: Sequence[_Wanted], into: Path) -> None:
    sources = [[str(one.entry.path), one.location, one.entry.sha256, one.key] for one in batch]
    command = [str(interpreter.path), *_OPTIONS, compile_sources.__file__]
    request = json.dumps({"tag": interpreter.bytecode_tag, "into": str(into), "sources": sources})
    done = subprocess.run(command, input=request, env=_ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise _failed(interpreter, done.stderr, into)
    changed = json.loads(done.stdout)["changed"]
    for one in batch:
        if str(one.entry.path) in changed:
            raise ContentChangedError(one.entry)


def _failed(interpreter: Interpreter, output: str, into: Path) -> StackyardError:
    said = (output.strip().splitlines() or ["it ended without a word"])[-1]
    system_error = re.search(r"\[Errno (\d+)\]", said)
    if system_error:
        return unwritable(OSError(int(system_error[1]), said), into / "bytecode")
    remedy = f"install another {interpreter.runtime}, remove {interpreter.path.parents[1]}, then run bin/setup"
    return StackyardError(f"{interpreter.path}: cannot compile the functions' sources", given=said, remedy=remedy)
