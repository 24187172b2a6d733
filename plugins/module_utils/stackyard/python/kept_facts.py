"""Keeps what was read in sources across runs, because reading two hundred modules takes longer than all else together.

Facts are named by the source's content and the Python grammar that it was read by, so they can be missing, never stale.
One file below ``build/cache`` holds them; it proves itself whole, and one that does not counts as none.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..files import write_atomically
from . import facts as python_facts
from .facts import ModuleFacts

_MOST = 4096  # modules


class KeptFacts:
    """Facts in the file ``path``; read when first asked, written by ``save``."""

    def __init__(self, path: Path, most: int = _MOST) -> None:
        self.path = path
        self.most = most
        self._known: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}
        self._is_new = False

    @classmethod
    def of(cls, root: Path) -> KeptFacts:
        """Give those of the repository at ``root``, the same for all who ask in this process."""
        return _of(root / "build" / "cache" / "modules.json")

    def get(self, source: str, minor: int) -> ModuleFacts | None:
        """Give what is known of a source that suits Python 3 of this ``minor`` version (0: the kit's own)."""
        key = _key(source, minor)
        plain = self._used.get(key) or self._kept().get(key)
        if plain is None:
            return None
        self._used[key] = plain
        return ModuleFacts.from_plain(plain)

    def put(self, source: str, minor: int, facts: ModuleFacts) -> None:
        """Remember what was read in a source."""
        self._used[_key(source, minor)] = facts.plain()
        self._is_new = True

    def save(self) -> None:
        """Write what is new, with what was used last kept longest; a folder that cannot be written is no fault."""
        if not self._is_new:
            return
        others = {key: plain for key, plain in self._kept().items() if key not in self._used}
        newest = list({**others, **self._used}.items())[-self.most :]
        body = json.dumps(dict(newest), separators=(",", ":")).encode()
        with suppress(OSError):
            write_atomically(self.path, _checksum(body) + b"\n" + body)
        self._is_new = False

    def _kept(self) -> dict[str, Any]:
        if self._known is None:
            self._known = {}
            with suppress(OSError):
                checksum, _, body = self.path.read_bytes().partition(b"\n")
                self._known = json.loads(body) if checksum == _checksum(body) else {}
        return self._known


@lru_cache
def _of(path: Path) -> KeptFacts:
    return KeptFacts(path)


def _key(source: str, minor: int) -> str:
    return f"{hashlib.sha256(source.encode('utf-8', 'surrogatepass')).hexdigest()} {minor}"


def _checksum(body: bytes) -> bytes:
    """Name what a file says together with who says so: this Python, and the code that reads sources."""
    return hashlib.sha256(_reader() + body).hexdigest().encode()


@lru_cache(1)
def _reader() -> bytes:
    return hashlib.sha256(sys.version.encode() + Path(python_facts.__file__).read_bytes()).digest()
