"""Reads a freshly installed tree: its files, which distribution brought each, and what the distributions require.

Installers write what they installed into ``RECORD``; that is the only place that tells two packages apart which share a
folder, or even a file. A shared file is whatever was unpacked last, so it would differ between two machines. What
travels instead of ``RECORD`` is written here, too (see ``file_lists``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from ...errors import StackyardError
from ..contents.files import entry
from ..left_out import slim
from ..locks.wanted import canonical
from .file_lists import write_file_lists
from .model import Installed, InstalledFile

# Tells by name which files do not travel by default, and why.
LeftOut = Callable[[Mapping[str, Path]], Mapping[str, str]]

# What installers write for themselves: it differs between two installations of the same packages.
_OF_THE_INSTALLER = re.compile(
    r"\.lock$|[^/]+\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json)$"
)
_SCRIPT = b"#!"  # names the installing machine's Python
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NAMED_IN_ERROR = 3


def listed(tree: Path, place: str, left_out: LeftOut = slim.left_out) -> Installed:
    """List what lies in ``tree``, with each ``RECORD`` as it travels; ``place`` names the lock that it was made from.

    Raises ``StackyardError`` when two distributions bring the same file with different contents, and it would travel.
    """
    found = {canonical(one.metadata["Name"]): one for one in distributions(path=[str(tree)])}
    brought = _brought(found)
    files = {name: path for name, path in sorted(_files(tree)) if not _written_here(name, path)}
    reasons = left_out(files)
    disputed = {name for name, hashes in brought.items() if name in files and _differ(list(hashes.values()))}
    _check_undisputed({name: sorted(brought[name]) for name in sorted(disputed) if not reasons.get(name)}, place)
    brought_by = {name: next(iter(brought.get(name, ())), "") for name in files if name not in disputed}
    lists = dict(write_file_lists(tree, {name: by for name, by in brought_by.items() if not reasons.get(name)}))
    return Installed(
        tuple(
            InstalledFile(entry(name, tree / name), distribution, reasons.get(name, ""))
            for name, distribution in sorted({**brought_by, **lists}.items())
        ),
        {name: _required(one, found) for name, one in sorted(found.items())},
    )


def _files(tree: Path) -> Iterator[tuple[str, Path]]:
    """Give every file but the installer's bytecode; hidden ones too: packages keep libraries in folders like .libs."""
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for path in (Path(folder, name) for name in names):
            yield path.relative_to(tree).as_posix(), path


def _written_here(name: str, path: Path) -> bool:
    if not name.startswith("bin/"):
        return bool(_OF_THE_INSTALLER.match(name))
    with path.open("rb") as stream:
        return stream.read(len(_SCRIPT)) == _SCRIPT


def _brought(found: Mapping[str, Distribution]) -> dict[str, dict[str, str]]:
    """Give for each file the distributions that record it, in the order of their names, with their hashes of it."""
    brought: dict[str, dict[str, str]] = {}
    for distribution, one in sorted(found.items()):
        for file in one.files or ():
            brought.setdefault(file.as_posix(), {})[distribution] = file.hash.value if file.hash else ""
    return brought


def _differ(hashes: list[str]) -> bool:
    return len(hashes) > 1 and (len(set(hashes)) > 1 or not hashes[0])


def _check_undisputed(disputed: Mapping[str, list[str]], place: str) -> None:
    if disputed:
        shown = [f"{name}: {' and '.join(both)}" for name, both in list(disputed.items())[:_NAMED_IN_ERROR]]
        more = f" and {len(disputed) - len(shown)} more files" if len(disputed) > len(shown) else ""
        raise StackyardError(
            f"{place}: packages bring the same file with different contents",
            given="; ".join(shown) + more,
            remedy="ask for only one of them in requirements.in, or for versions that keep apart, then lock again",
        )


def _required(one: Distribution, found: Mapping[str, Distribution]) -> tuple[str, ...]:
    names = (_NAME.match(line) for line in one.requires or ())
    return tuple(sorted({canonical(name.group()) for name in names if name} & found.keys()))
