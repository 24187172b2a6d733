"""Where installed packages and finished zips are kept for all checkouts, and how long.

What somebody uses is marked at most once a day, by its time stamp; what nobody used for a month goes, and so does what
a killed run left behind. Marking and removing take turns, so that nothing goes away under a run that just found it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ...errors import StackyardError
from ...files import locked

VARIABLE = "STACKYARD_CACHE"
INSTALLED, ZIPS = "installed", "zips"
_DAY = 24 * 60 * 60  # seconds
_KEPT_UNUSED = 30 * _DAY
_PRUNED = ".pruned"  # its time stamp says when it was
_UNFINISHED = "."  # begins the names of what is still being made, or on its way out


def cache_folder(build_dir: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Choose the folder, and make it: $STACKYARD_CACHE, else in the user's own folder of caches, else in the build.

    Raises ``StackyardError`` when the folder that was asked for cannot be written; without a home folder that can be
    (in some containers), every checkout has its own.
    """
    if asked := environ.get(VARIABLE):
        if not _made(folder := Path(asked).absolute()):
            remedy = f"make it a folder that you may write, or unset {VARIABLE}"
            raise StackyardError(f"the folder of {VARIABLE} cannot be written", given=asked, remedy=remedy)
        return folder
    home, caches = Path(environ.get("HOME", "")), Path(environ.get("XDG_CACHE_HOME", ""))
    # A relative XDG_CACHE_HOME is to be ignored: XDG Base Directory Specification.
    shared = (caches if caches.is_absolute() else home / ".cache") / "stackyard"
    if shared.is_absolute() and (caches.is_absolute() or home.is_dir()) and _made(shared):
        return shared
    return build_dir / "cache"


def _made(folder: Path) -> bool:
    """Whether the folder is there now and can be written; nobody else can put packages into a new one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def mark_used(folder: Path, path: Path) -> None:
    """Note that somebody uses an entry below ``folder``; one that is not there, or is another user's, is let be."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            with locked(folder):
                os.utime(path)


def prune_is_due(folder: Path) -> bool:
    """Whether nobody pruned the folder for a day; whoever asks is the one who does it now."""
    mark = folder / _PRUNED
    try:
        if mark.is_file() and time.time() - mark.stat().st_mtime < _DAY:
            return False
        mark.touch()
    except OSError:  # no folder yet, or another user's
        return False
    return True


def prune_unused(folder: Path) -> int:
    """Remove the entries that nobody used for 30 days, and what killed runs left a day ago; give how many entries went.

    What cannot be removed, or is another user's, is left for another time.
    """
    unused: list[Path] = []
    with suppress(OSError), locked(folder):
        unused = [path for path in _older(folder, _KEPT_UNUSED) if not path.name.startswith(_UNFINISHED)]
        for path in unused:
            path.rename(_aside(path))
    for path in _older(folder, _DAY):
        if path.name.startswith(_UNFINISHED):
            remove(path)
    return len(unused)


def _older(folder: Path, age: float) -> Iterator[Path]:
    for kind in (folder / INSTALLED, folder / ZIPS):
        for path in kind.iterdir() if kind.is_dir() else ():
            with suppress(FileNotFoundError):  # another run may remove it at the same time
                if time.time() - path.stat().st_mtime > age:
                    yield path


def _aside(path: Path) -> Path:
    """Give the name that an entry goes away by: its own is free at once, removing a thousand files takes a while."""
    return path.with_name(f"{_UNFINISHED}unused-{os.getpid()}-{path.name}")


def remove(path: Path) -> None:
    """Remove a file or folder; what cannot be removed is left for another time."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
