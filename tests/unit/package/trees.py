"""Trees of installed packages as an installer leaves them, without installing anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from stackyard.package.locks.requirements import Lock
from stackyard.package.model import Platform

PLATFORM = Platform("x86_64", "python3.13")


def lock(name: str = "six", version: str = "1.0", place: str = "lambdas/shop/buy/requirements.txt") -> Lock:
    return Lock(Path("/repository", place), place, (f"{name}=={version} --hash=sha256:0a",), (name,), {name: version})


def distribution(tree: Path, name: str, files: Mapping[str, str], metadata: str = "") -> None:
    """Add a distribution: its files, and the notes that installers write."""
    info = f"{name}-1.0.dist-info"
    texts = {**files, f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}"}
    record = "".join(f"{file},sha256={_hash(text)},{len(text)}\n" for file, text in texts.items())
    notes = {".lock": "", f"{info}/INSTALLER": "uv", f"{info}/REQUESTED": "", f"{info}/RECORD": record}
    for file, text in {**texts, **notes}.items():
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / file).write_text(text, encoding="utf-8")


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
