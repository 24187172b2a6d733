from __future__ import annotations

from pathlib import Path

from embedded.lifecycle.identity import identity


def repository(root: Path) -> Path:
    (root / "embedded/lifecycle").mkdir(parents=True)
    (root / "embedded/server.py").write_text("1")
    (root / "embedded/lifecycle/status.py").write_text("1")
    return root


def test_identity__changes_with_the_servers_sources_only(tmp_path: Path) -> None:
    root = repository(tmp_path)
    before = identity(root)
    (root / "embedded/lifecycle/status.py").write_text("2")
    same = identity(root)
    (root / "embedded/server.py").write_text("2")

    assert (same == before, identity(root) == before) == (True, False)
