"""Installs a function's packages for the platform it runs on, once for each set of requirements.

uv does the work; this keeps its results in a cache whose names say what is in them, so that fifty functions with the
same requirements cost one installation, and a second deployment none. Two runs at once are safe: each installs beside
the cache and renames, and whoever comes second throws its own copy away.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import StackyardError
from .files import entry, walk
from .model import Entry, Platform

# Installs the requirements of a lock file into a folder, for a platform. Raises StackyardError.
Installer = Callable[[Path, Path, Platform], None]

_CACHE_FORMAT = "1"
_TREE, _MANIFEST = "tree", "manifest.json"
# What installers write for themselves; some of it differs between two installations of the same packages.
_NOT_SHIPPED = re.compile(r"bin/|[^/]+\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json)$")


class DependencyCache:
    """Installed packages by the digest of what was asked for, in ``folder``."""

    def __init__(self, folder: Path, install: Installer) -> None:
        self.folder = folder
        self.install = install
        self._known: dict[Path, list[Entry]] = {}

    def entries(self, requirements: Path, platform: Platform) -> list[Entry]:
        """Give the files of the packages that a lock file names. Raises ``StackyardError`` with the package's name."""
        content = requirements.read_bytes()
        asked = b"\0".join(
            [_CACHE_FORMAT.encode(), platform.wheels.encode(), platform.python_version.encode(), content]
        )
        place = self.folder / hashlib.sha256(asked).hexdigest()
        if place not in self._known:
            if not (place / _MANIFEST).is_file():
                self._fill(place, requirements, platform)
            listed = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
            self._known[place] = [Entry(name, place / _TREE / name, *values) for name, values in listed.items()]
        return self._known[place]

    def _fill(self, place: Path, requirements: Path, platform: Platform) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".installing-") as temporary:
            tree = Path(temporary) / "new" / _TREE
            tree.mkdir(parents=True)
            self.install(requirements, tree, platform)
            manifest = {
                name: (found.size, found.sha256, found.executable)
                for path in walk(tree)
                if not _NOT_SHIPPED.match(name := path.relative_to(tree).as_posix())
                for found in [entry(name, path)]
            }
            (tree.parent / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
            _move(tree.parent, place)


def _move(new: Path, place: Path) -> None:
    """Put a finished installation in its place, unless another run was faster."""
    try:
        new.rename(place)
    except OSError:
        if not (place / _MANIFEST).is_file():
            raise


def install_with_uv(requirements: Path, into: Path, platform: Platform) -> None:
    """Install by uv: wheels only, every hash checked, nothing resolved anew."""
    command = [
        _uv(), "pip", "install", "--quiet", "--no-progress", "--no-python-downloads", "--link-mode", "copy",
        "--no-deps", "--require-hashes", "--only-binary", ":all:", "--python", sys.executable,
        "--python-platform", platform.wheels, "--python-version", platform.python_version,
        "--target", str(into), "--requirements", str(requirements),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise explained(done.stderr, requirements, platform)


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise StackyardError("uv is not installed, which installs the functions' packages", remedy="run bin/setup")
    return found


def explained(output: str, requirements: Path, platform: Platform) -> StackyardError:
    """Turn uv's output into an error with the package's name and what to do about it."""
    place = "/".join(requirements.parts[-4:])  # lambdas/<system>/<function>/requirements.txt
    package = re.search(r"`?([A-Za-z0-9][\w.-]*==[^\s`,)]+)", output)
    name = package.group(1) if package else "a package"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    given = " ".join(lines)[:400]
    if re.search(r"no (usable |compatible )?wheels|no wheels", output):
        return StackyardError(
            f"{place}: {name} has no wheel for {platform.runtime} on {platform.architecture}",
            given=given,
            remedy="choose a version or package with wheels for it, or build one and keep it in an index of your own",
        )
    if "ash mismatch" in output:
        remedy = "check your package mirror; never edit requirements.txt by hand, run bin/package --lock"
        return StackyardError(f"{place}: {name} is not the package that was locked", given=given, remedy=remedy)
    if re.search(r"no space left|os error 28|disk quota", output, re.IGNORECASE):
        remedy = "free some 100 MB, then run the same command again"
        return StackyardError(f"{place}: there is no room on the disk for {name}", given=given, remedy=remedy)
    remedy = "check the network or proxy (HTTPS_PROXY, UV_INDEX_URL), then run the same command again"
    return StackyardError(f"{place}: the packages cannot be installed", given=given, remedy=remedy)
