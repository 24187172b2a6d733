"""Lays each function's content out as a folder, for tools that package by themselves.

``aws cloudformation package`` and ``sam`` follow the ``Code`` paths of composed templates to ``build/functions/``. The
kit's own artifacts are made from the same entries directly, so that two environments built at once cannot mix.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from .model import Artifact, Entry

_MARK = ".{}.digest"


def stage(artifact: Artifact, build_dir: Path) -> Path:
    """Make ``build_dir/functions/<system>/<function>`` hold the artifact's entries, and nothing else; return it."""
    folder = build_dir / "functions" / artifact.label
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
