"""What a server runs on: a digest of its sources and locks. A server that runs on others is restarted by `up`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from embedded.lifecycle.environment import ROOT, runtimes


def identity(root: Path = ROOT) -> str:
    """A digest of everything that decides how a server behaves."""
    digest = hashlib.sha256()
    locks = [root / "requirements/embedded.txt", root / "requirements/runtime.txt"]
    sources = [path for path in (root / "embedded").rglob("*") if _is_source(path)]
    for path in sorted([*sources, *(lock for lock in locks if lock.exists())]):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(repr(sorted(runtimes(root).items())).encode())
    return digest.hexdigest()[:16]


def _is_source(path: Path) -> bool:
    ours_only = "lifecycle" in path.parts or "mailbox" in path.parts  # these run beside the server, not in it
    return path.is_file() and path.suffix in {".py", ".yaml", ""} and "__pycache__" not in path.parts and not ours_only
