"""Writes artifacts as zip files whose bytes depend on nothing but their entries: no dates, no owners, no umask."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import StackyardError
from .model import Entry

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_MADE_ON_UNIX = 3
_REGULAR, _RUNNABLE = 0o100644, 0o100755


def write_zip(entries: Iterable[Entry], path: Path) -> bool:
    """Write the entries, in their order, as ``path``; whole or not at all. Returns whether there was anything to do."""
    if path.is_file():  # named by its content
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".zipping-") as temporary:
        unfinished = Path(temporary) / path.name
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in entries:
                archive.writestr(_header(entry), _content(entry))
        unfinished.replace(path)
    return True


def _content(entry: Entry) -> bytes:
    content = entry.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise StackyardError(
            f"{entry.path}: was changed while it was packaged",
            remedy="run the same command again; remove build/ if it stays",
        )
    return content


def _header(entry: Entry) -> zipfile.ZipInfo:
    header = zipfile.ZipInfo(entry.name, _FIXED_DATE)
    header.compress_type = zipfile.ZIP_DEFLATED
    header.create_system = _MADE_ON_UNIX
    header.external_attr = (_RUNNABLE if entry.executable else _REGULAR) << 16
    return header
