"""What ``bin/ephemeral`` does where nobody reads it to its end, or what it is to run is no command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stackyard.ephemeral.commands import check_command
from stackyard.errors import StackyardError

from tests.patience import PATIENCE_SECONDS

TELLING = """
import subprocess, sys
from stackyard.ephemeral.telling import tell
from stackyard.ephemeral.supervise import take_away
sys.stdin.readline()
script = "for at in 1 2 3; do echo line $at; done; touch removed"
begin = lambda: subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True)
sys.exit(take_away(begin, tell))
"""


def test_removal_that_nobody_reads__goes_on_to_its_end(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TELLING],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()  # as `| head` does
    _, said = process.communicate("go\n", PATIENCE_SECONDS)
    assert (process.returncode, said) == (0, "")
    assert (tmp_path / "removed").exists()


@pytest.mark.parametrize("program", ["no-such-program", "./smoke.sh", ""])
def test_command_that_is_none__is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setenv("STACKYARD_CALLER", str(tmp_path))
    (tmp_path / "smoke.sh").touch(mode=0o644)
    with pytest.raises(StackyardError, match="no such command"):
        check_command([program])


def test_program_beside_the_caller__is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKYARD_CALLER", str(tmp_path))
    (tmp_path / "smoke.sh").touch(mode=0o755)
    check_command(["./smoke.sh"])
