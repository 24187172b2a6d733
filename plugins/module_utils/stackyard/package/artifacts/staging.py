"""Lays each function's content out as a folder, for tools that package by themselves.

``aws cloudformation package`` and ``sam`` follow the ``Code`` paths of composed templates to ``build/functions/``. They
know no layers of the kit's, so everything that a function needs lies in its folder. The kit's own artifacts are made
from the same entries directly, so that two environments built at once cannot mix.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ...faults import Faults
from ...files import locked
from ..contents.files import entry as read_entry
from ..contents.function import FunctionContent
from ..installed.dependency_set import distinct_sets
from ..model import Artifact, Entry
from .archive import ContentChangedError, EntryError

_FUNCTIONS = "functions"  # below the build folder
_MARK = ".{}.digest"


def stage_all(contents: Iterable[FunctionContent], build_dir: Path) -> list[Path]:
    """Lay functions out as ``build_dir/functions/<system>/<function>``, packages included; return the folders.

    What is not installed yet is installed. Other functions' folders stay. Raises ``StackyardError`` (the faults of all
    functions together).
    """
    faults, folders = Faults("the functions' folders"), []
    with locked(build_dir / _FUNCTIONS):
        for content in contents:
            with faults.collecting():
                folders.append(_staged(content, build_dir))
    faults.raise_if_any()
    return folders


def _staged(content: FunctionContent, build_dir: Path) -> Path:
    """Stage one function; packages that turn out to be damaged in the cache are installed again, once."""
    try:
        return stage(_whole(content), build_dir)
    except EntryError as error:
        sets = distinct_sets([content.dependencies])
        if not any(entry.path == error.entry.path for one in sets for entry in one.entries()):
            raise
        for one in sets:
            one.renew()
        return stage(_whole(content), build_dir)


def _whole(content: FunctionContent) -> Artifact:
    """Give everything of a function as one artifact, whatever travels in layers otherwise."""
    label = f"{content.function.system}/{content.function.name}"
    sets = (content.dependencies,) if content.dependencies else ()
    return Artifact(label, (*content.own, *content.shared), sets, content.platform)


def stage(artifact: Artifact, build_dir: Path) -> Path:
    """Make ``build_dir/functions/<system>/<function>`` hold the artifact's entries, and nothing else; return it."""
    folder = build_dir / _FUNCTIONS / artifact.label
    mark = folder.with_name(_MARK.format(folder.name))
    if _is_staged(artifact, folder, mark):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".staging-") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        for entry in artifact.entries():
            _place(entry, new / entry.name, linkable=entry.path.is_relative_to(build_dir))
            _check(entry, new / entry.name)
        if folder.is_dir():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)
    mark.write_text(artifact.digest, encoding="utf-8")
    return folder


def _is_staged(artifact: Artifact, folder: Path, mark: Path) -> bool:
    """Whether a folder was made from these entries, and nobody took a file away or cut it since."""
    with suppress(OSError):
        if mark.read_bytes() == artifact.digest.encode():
            return all((folder / entry.name).stat().st_size == entry.size for entry in artifact.entries())
    return False


def _place(entry: Entry, target: Path, *, linkable: bool) -> None:
    """Put one file in its place: what the build made is linked, which is much faster; sources are copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if linkable:
        with suppress(OSError):  # file systems without links
            target.hardlink_to(entry.path)
            return
    shutil.copyfile(entry.path, target)
    target.chmod(0o755 if entry.executable else 0o644)


def _check(entry: Entry, target: Path) -> None:
    """Raise ``ContentChangedError`` when what was laid out is not what the entry says."""
    if read_entry(entry.name, target).sha256 != entry.sha256:
        raise ContentChangedError(entry)
