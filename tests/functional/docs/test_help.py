"""Every command of bin/ explains itself on a terminal of 80 columns, and stands in the README's table."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = sorted(path.name for path in (ROOT / "bin").iterdir() if os.access(path, os.X_OK))
COLUMNS = 80


@pytest.mark.parametrize("name", COMMANDS)
def test_help__fits_a_terminal_and_begins_with_the_usage(name: str) -> None:
    environment = os.environ | {"COLUMNS": str(COLUMNS)}
    command = [str(ROOT / "bin" / name), "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[0].lower().startswith("usage: ")
    assert [line for line in lines if len(line) > COLUMNS] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_command__stands_in_the_table_of_the_readme(name: str) -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## All commands")[2].partition("\n## ")[0]
    assert f"`bin/{name}" in table
