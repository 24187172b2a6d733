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

from ..faults import Faults
from ..files import locked
from .contents import FunctionContent
from .model import Artifact, Entry

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
                folders.append(stage(_whole(content), build_dir))
    faults.raise_if_any()
    return folders


def _whole(content: FunctionContent) -> Artifact:
    """Give everything of a function as one artifact, whatever travels in layers otherwise."""
    label = f"{content.function.system}/{content.function.name}"
    sets = (content.dependencies,) if content.dependencies else ()
    return Artifact(label, (*content.own, *content.shared), sets, content.platform)


def stage(artifact: Artifact, build_dir: Path) -> Path:
    """Make ``build_dir/functions/<system>/<function>`` hold the artifact's entries, and nothing else; return it."""
    folder = build_dir / _FUNCTIONS / artifact.label
    mark = folder.with_name(_MARK.format(folder.name))
    if folder.is_dir() and mark.is_file() and mark.read_text(encoding="utf-8") == artifact.digest:
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".staging-") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        for entry in artifact.entries():
            _place(entry, new / entry.name, linkable=entry.path.is_relative_to(build_dir))
        if folder.is_dir():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)
    mark.write_text(artifact.digest, encoding="utf-8")
    return folder


def _place(entry: Entry, target: Path, *, linkable: bool) -> None:
    """Put one file in its place: what the build made is linked, which is much faster; sources are copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if linkable:
        with suppress(OSError):  # file systems without links
            target.hardlink_to(entry.path)
            return
    shutil.copyfile(entry.path, target)
    target.chmod(0o755 if entry.executable else 0o644)
