"""Keeps installed packages by what was asked for, so that fifty functions with one lock cost one installation.

The folder is shared by all checkouts of this user, see ``cache_folder``. Two runs at once are safe: each installs
beside the cache and renames, and whoever comes second throws its own away. A killed run leaves nothing under a valid
name. What was damaged later is found by its list, taken out of the way and installed again.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import StackyardError
from ...faults import Faults
from ...files import locked
from ..locks.requirements import Lock
from ..model import FORMAT, Platform
from .cache_folder import INSTALLED, ZIPS, mark_used, prune_unused, remove
from .install import NO_ROOM, NOT_WRITABLE, Installer, install_with_uv
from .model import MANIFEST, TREE, DamagedError, Installed, InstalledFile, check_files, read_manifest, write_manifest

__all__ = ["DependencyCache", "Installed", "InstalledFile"]

# Lists an installed tree; the text names the lock that it was installed from. Raises StackyardError.
Lister = Callable[[Path, str], Installed]

_PARALLEL = 4  # installations; each of them works in parallel, too
_FULL = (errno.ENOSPC, errno.EDQUOT)


def _listed(tree: Path, place: str) -> Installed:
    from .distributions import listed  # noqa: PLC0415 - most runs install nothing, and need not wait for its imports

    return listed(tree, place)


class DependencyCache:
    """Installed packages, and finished zips, in ``folder``.

    ``install`` brings packages there and ``list_files`` tells what they are. ``notes`` says, for people, which
    damaged installations were made anew. Methods may be called by several threads.
    """

    def __init__(self, folder: Path, install: Installer = install_with_uv, list_files: Lister = _listed) -> None:
        self.folder = folder
        self.install = install
        self.list_files = list_files
        self.notes: list[str] = []
        self._known: dict[Path, Installed] = {}

    @property
    def zips(self) -> Path:
        """Folder of finished zips, which are pruned as installations are."""
        return self.folder / ZIPS

    def zip_path(self, digest: str) -> Path:
        """Give where the zip of an artifact is, or is to be written; one that is there counts as used today."""
        path = self.zips / f"{digest}.zip"
        mark_used(self.folder, path)
        return path

    def has(self, lock: Lock, platform: Platform) -> bool:
        """Whether these packages are installed; nothing is read."""
        return (self._place(lock, platform) / MANIFEST).is_file()

    def get(self, lock: Lock, platform: Platform) -> Installed:
        """Give what is known of these packages, installed now where they are not yet; their files are not looked at.

        Raises ``StackyardError`` with the package's name when they cannot be installed.
        """
        place = self._place(lock, platform)
        if place not in self._known:
            mark_used(self.folder, place)
            with _errors_of_the_disk(lock):
                found = self._found(place, lock, platform)
                self._known[place] = found or self._installed(place, lock, platform)
        return self._known[place]

    def verified(self, lock: Lock, platform: Platform) -> Installed:
        """Give these packages with their files on the disk, each in its size; else like ``get``."""
        installed = self.get(lock, platform)
        try:
            check_files(installed)
        except DamagedError:
            self.discard(lock, platform)
        return self.get(lock, platform)

    def fill(self, wanted: Iterable[tuple[Lock, Platform]]) -> None:
        """Install in parallel what is not there yet, each set once. Raises ``StackyardError`` telling all faults."""
        distinct: dict[Path, tuple[Lock, Platform]] = {}
        for pair in wanted:
            distinct.setdefault(self._place(*pair), pair)
        faults = Faults("the functions' packages")
        with ThreadPoolExecutor(_PARALLEL) as pool:
            for done in [pool.submit(self.verified, *pair) for pair in distinct.values()]:
                with faults.collecting():
                    done.result()
        faults.raise_if_any()

    def discard(self, lock: Lock, platform: Platform) -> None:
        """Take these packages away when a file of theirs is not what it was, so that they are installed again.

        All contents are read, since another run may have put them right meanwhile.
        """
        place = self._place(lock, platform)
        self._known.pop(place, None)
        with _errors_of_the_disk(lock), locked(self.folder), suppress(FileNotFoundError):
            try:
                check_files(read_manifest(place), contents=True)
            except DamagedError as damage:
                target = f"{platform.runtime} on {platform.architecture}"
                self.notes.append(f"{lock.label} for {target}: the cache was damaged ({damage}); installed again")
                _take_away(place)

    def prune(self) -> int:
        """Remove what no run used for 30 days, and what killed runs left; give how many entries went."""
        return prune_unused(self.folder)

    def _place(self, lock: Lock, platform: Platform) -> Path:
        asked = "\0".join([FORMAT, platform.wheels, platform.python_version, lock.digest])
        return self.folder / INSTALLED / hashlib.sha256(asked.encode()).hexdigest()

    def _found(self, place: Path, lock: Lock, platform: Platform) -> Installed | None:
        try:
            return read_manifest(place)
        except FileNotFoundError:
            return None
        except DamagedError:
            self.discard(lock, platform)
            return None

    def _installed(self, place: Path, lock: Lock, platform: Platform) -> Installed:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".installing-") as temporary:
            new = Path(temporary) / "new"
            (new / TREE).mkdir(parents=True)
            self.install(lock, new / TREE, platform)
            write_manifest(new, self.list_files(new / TREE, lock.place))
            _put(new, place)
        return read_manifest(place)


def _put(new: Path, place: Path) -> None:
    """Put a finished installation in its place, unless another run was faster."""
    try:
        new.rename(place)
    except OSError:
        if not (place / MANIFEST).is_file():
            raise


def _take_away(place: Path) -> None:
    """Free a name at once, since removing a thousand files takes a while."""
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".damaged-"))
    place.rename(aside / place.name)
    remove(aside)


@contextmanager
def _errors_of_the_disk(lock: Lock) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem, remedy = NO_ROOM if error.errno in _FULL else NOT_WRITABLE
        raise StackyardError(
            f"{lock.place}: {problem.format(name='its packages')}", given=str(error), remedy=remedy
        ) from None
