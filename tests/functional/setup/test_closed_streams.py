"""Commands that are called with closed streams, as some services call theirs, begin with open ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[3] / "bin/lib.sh"
LOOK = "import sys; print(sys.stdin, sys.stdout, sys.stderr, file=open(sys.argv[1], 'w'))"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_stream_that_is_closed__is_opened_on_nothing(tmp_path: Path, closed: str) -> None:
    command = f"""bash -c 'source "$0"; exec "$@"' "$@" {closed}"""
    subprocess.run(["bash", "-c", command, "-", LIB, sys.executable, "-c", LOOK, tmp_path / "seen"], check=True)
    assert "None" not in (tmp_path / "seen").read_text()


def test_output__stays_where_it_went() -> None:
    command = ["bash", "-c", 'source "$0"; cat; echo more >&2', str(LIB)]
    done = subprocess.run(command, input=b"data", capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"data", b"more\n")
