"""The commit that a deployment is tagged with (runs git)."""

from __future__ import annotations

import subprocess
from pathlib import Path

from stackyard.commit import current_commit


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def test_folder_outside_of_git__has_none(tmp_path: Path) -> None:
    assert current_commit(tmp_path) == "none"


def test_clean_and_changed_work_tree__are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("one")
    git(tmp_path, "init")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "one")
    clean = current_commit(tmp_path)
    (tmp_path / "file").write_text("two")
    assert len(clean) >= 7
    assert current_commit(tmp_path) == f"{clean}-dirty"
