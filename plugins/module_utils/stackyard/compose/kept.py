"""Remembers what a system was composed from, so that composing it again while that is unchanged reads no YAML.

A record beside the templates holds a digest of everything that compose reads, what it made of it, and the digests of
the files that it wrote; whatever differs, and any doubt, means composing anew. The sources of handlers change all the
time and show in no template, so they are no part of the digest: whether each still has its handler is looked up.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from ..errors import StackyardError
from ..files import write_atomically
from .folders import SHARED
from .handler_names import has_handler
from .model import PACKAGED, ComposedSystem

_RECORD = ".composed.json"
_PYTHON = ".py"
_READ = (".yaml", ".yml", ".asl.json", _PYTHON)  # what compose reads of a folder


@dataclass(frozen=True)
class _Inputs:
    """Digest of everything that decides the templates, and the Python sources that may change without changing them."""

    digest: str
    python: Mapping[Path, bytes]


class KeptComposition:
    """What ``folder`` holds of an earlier composition of ``system`` in the repository at ``root``."""

    def __init__(self, root: Path, system: str, folder: Path) -> None:
        self.root, self.system, self.folder = root, system, folder
        self._before = self._inputs()

    def composed(self) -> ComposedSystem | None:
        """Give the system as it was composed, ``None`` when that no longer holds."""
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            checksum, _, body = (self.folder / _RECORD).read_bytes().partition(b"\n")
            record = json.loads(body) if checksum == _checksum(body) else None
            if self._before and record and record["made_from"] == self._before.digest:
                found = ComposedSystem.from_facts(self.system, record["facts"])
                if record["written"] == _digests(_written(found)) and self._holds(found, self._before.python):
                    return found
        return None

    def keep(self, composed: ComposedSystem) -> None:
        """Remember what was composed just now, unless something was changed meanwhile."""
        after = self._inputs()
        if not after or not self._before or after.digest != self._before.digest:
            return
        record = {"made_from": after.digest, "facts": composed.facts(), "written": _digests(_written(composed))}
        body = json.dumps(record, separators=(",", ":")).encode()
        write_atomically(self.folder / _RECORD, _checksum(body) + b"\n" + body)

    def _inputs(self) -> _Inputs | None:
        whole, python = hashlib.sha256(_kit().encode()), dict[Path, bytes]()
        whole.update(ascii((str(self.root), self.system, str(self.folder))).encode())
        try:
            for item, content in _read(self.root, self.system):
                mark = b""
                if item.name.endswith(_PYTHON):
                    python[Path(item.path)] = content
                else:
                    mark = hashlib.sha256(content).digest()
                whole.update(ascii((item.path, item.is_file(), item.is_dir(), item.is_symlink())).encode() + mark)
        except OSError:
            return None
        return _Inputs(whole.hexdigest(), python)

    def _holds(self, found: ComposedSystem, python: Mapping[Path, bytes]) -> bool:
        """Whether nothing lies beside the templates that composing would remove, and each handler is in its module."""
        packaged = (Path(stack.template).with_suffix(PACKAGED) for stack in found.stacks.values())
        if set(self.folder.glob("*.yaml")) - {*_written(found), *packaged}:
            return False
        sources = {path: content.decode("utf-8-sig") for path, content in python.items()}
        with suppress(StackyardError):
            return all(has_handler(function, sources, self.root) for function in found.functions.values())
        return False


def _read(root: Path, system: str) -> Iterator[tuple[os.DirEntry[str], bytes]]:
    """Give what compose looks at, in a fixed order, and the content of those files that it reads."""
    functions = root / "lambdas" / system
    for item in _listed(root / "templates" / system):
        yield item, _content(item)
    for folder in _listed(functions) if functions.is_dir() else ():
        yield folder, b""
        for item in _listed(folder.path) if folder.is_dir() and folder.name != SHARED else ():
            if item.name.endswith(_READ):
                yield item, _content(item)


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda item: item.name)


def _content(item: os.DirEntry[str]) -> bytes:
    if not item.is_file() or not item.name.endswith(_READ):
        return b""
    with open(item.path, "rb") as stream:  # noqa: PTH123 - six hundred files a run: a Path for each shows
        return stream.read()


def _written(system: ComposedSystem) -> list[Path]:
    return [Path(path) for path in (*(stack.template for stack in system.stacks.values()), system.openapi) if path]


def _digests(paths: Iterable[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


@lru_cache(1)
def _kit() -> str:
    """Name the code that composes: the kit's own, what is installed beside it, and the Python that runs it."""
    here = Path(__file__).parent
    beneath = ((here.parent / room).glob("*.py") for room in ("python", "templates"))
    rooms = (here.rglob("*.py"), *beneath, here.parent.glob("*.py"))
    whole = hashlib.sha256(sys.version.encode())
    for path in [*sorted(chain(*rooms)), Path(sys.prefix, ".requirements.txt")]:
        whole.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return whole.hexdigest()
