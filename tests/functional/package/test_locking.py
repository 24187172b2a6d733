"""`bin/lock-functions` over a folder of wheels made here: no network."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from stackyard.package.requirements import locked_requirements

from tests.functional.package.wheels import wheel

ROOT = Path(__file__).resolve().parents[3]


def lock_functions(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "bin/lock-functions"), *arguments]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def test_locked_requirements__are_what_packaging_accepts(tmp_path, index):
    digest = wheel(index, "tiny")
    (tmp_path / "requirements.in").write_text("tiny\n")
    done = lock_functions(str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    lock = (tmp_path / "requirements.txt").read_text()
    assert f"tiny==1.0 \\\n    --hash=sha256:{digest}" in lock
    assert str(index) not in lock
    assert locked_requirements(tmp_path, tmp_path) == tmp_path / "requirements.txt"


@pytest.mark.usefixtures("index")
def test_requirements_that_nobody_has__leave_the_old_lock(tmp_path):
    (tmp_path / "requirements.in").write_text("unheard-of\n")
    (tmp_path / "requirements.txt").write_text("# the old one\n")
    done = lock_functions(str(tmp_path))
    assert done.returncode == 1
    assert "unheard-of" in done.stderr
    assert f"remedy: read uv's message above; names and versions stand in {tmp_path}/requirements.in" in done.stderr
    assert (tmp_path / "requirements.txt").read_text() == "# the old one\n"


def test_folder_without_requirements__is_told(tmp_path):
    done = lock_functions(str(tmp_path))
    assert done.returncode == 1
    assert f"error: there is no {tmp_path}/requirements.in" in done.stderr


def test_option_that_does_not_exist__is_told():
    done = lock_functions("--all")
    assert done.returncode == 1
    assert done.stderr == "error: unknown option: --all\n  remedy: bin/lock-functions --help\n"
