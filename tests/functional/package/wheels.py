"""A package index in a folder, so that the real uv can be tested without a network."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    return folder


def wheel(
    index: Path, name: str, tag: str = "py3-none-any", files: Mapping[str, str] | None = None, metadata: str = ""
) -> str:
    """Make a wheel of one module, or of these files; give its SHA-256. ``metadata`` are more lines of METADATA."""
    path, info = index / f"{name}-1.0-{tag}.whl", f"{name}-1.0.dist-info"
    texts = {
        **({f"{name}.py": "ANSWER = 42\n"} if files is None else files),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = [f"{file},sha256={_hash(text)},{len(text)}\n" for file, text in texts.items()]
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**texts, f"{info}/RECORD": "".join([*record, f"{info}/RECORD,,\n"])}.items():
            archive.writestr(file, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
