"""Knows what decides the inventory's settings, so that they need not be resolved again while none of it changed.

Whatever Ansible may read is part of the digest: the files, the environment variables and the files that they look up.
A template that uses anything else (a command, a password, the time) cannot be judged, and its settings are not kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FILES = ("inventory.yml", "ansible.cfg")
FOLDERS = ("group_vars", "host_vars", "plugins/filter", "plugins/lookup", "plugins/test", "plugins/vars")
_COARSE_CLOCK = 0.1  # seconds that time stamps of file systems may be behind
_ALWAYS = ("STACKYARD_", "ANSIBLE_")  # names of variables that count whether a file looks them up or not
# Set for every run of Ansible by the library or by bin/; how a command was started must not matter.
_SET_BY_THE_KIT = frozenset({"ANSIBLE_CONFIG", "STACKYARD_ROOT"})


def source_files(root: Path) -> list[Path]:
    """Give the files that decide settings, in a fixed order; those that Ansible skips as well are left out."""
    found = [root / name for name in FILES if (root / name).is_file()]
    for folder in FOLDERS:
        for place, folders, names in os.walk(root / folder, followlinks=True):
            folders[:] = sorted(name for name in folders if not _skipped(name))
            found += [Path(place, name) for name in sorted(names) if not _skipped(name)]
    return found


def _skipped(name: str) -> bool:
    return name.startswith(".") or name.endswith(("~", ".pyc")) or name == "__pycache__"


def digest(root: Path, environ: Mapping[str, str], variables: Iterable[str], files: Iterable[str]) -> str:
    """Name everything that decides: files of the repository, ``variables`` and ``files`` that they look up.

    ``variables`` are names of environment variables, ``files`` are absolute paths; both may be missing.
    """
    named = {name for name in environ if name.startswith(_ALWAYS)} - _SET_BY_THE_KIT
    whole = hashlib.sha256(repr((str(root), sys.executable, os.uname().machine)).encode())
    for name in sorted({*named, *variables}):
        whole.update(repr((name, environ.get(name))).encode())
    installed = Path(sys.prefix, ".requirements.txt")  # another version of Ansible may understand them otherwise
    for path in [*source_files(root), installed, *map(Path, sorted(files))]:
        whole.update(repr((str(path), _content(path))).encode())
    return whole.hexdigest()


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def quiet_since(moment: float, path: Path) -> bool:
    """Whether a file was surely neither written, made nor removed since ``moment`` (seconds since 1970)."""
    place = next(one for one in path.parents if one.is_dir())
    times: list[float] = [place.stat().st_mtime, *([path.stat().st_ctime] if path.exists() else ())]
    return max(times) < moment - _COARSE_CLOCK


def templated_files(root: Path) -> Iterator[Path]:
    """Give those source files whose values Ansible may expand."""
    for path in source_files(root):
        if path.name == "inventory.yml" or path.relative_to(root).parts[0] in ("group_vars", "host_vars"):
            yield path


def usual_inventory(root: Path, environ: Mapping[str, str]) -> bool:
    """Whether ``inventory.yml`` is the inventory, and nothing else."""
    settings = root / "ansible.cfg"
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    return "ANSIBLE_INVENTORY" not in environ and bool(re.search(r"(?m)^inventory\s*=\s*inventory\.yml\s*$", text))
