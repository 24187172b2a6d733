"""How much memory a file may cost, whatever is in it: measured in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
# Linux counts to a process's peak what its parent held when it was started; so a small one stands between.
BETWEEN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
MOST = 256 * MIB  # of the process and of the worker in its room together


@pytest.mark.parametrize(
    ("what", "size", "fault"),
    [
        ("csv of one line", 100 * MIB, "too_large"),
        ("text of one line", 100 * MIB, ""),
        ("json of brackets", MIB, "truncated"),
        ("json of one string", 12 * MIB, "truncated"),
        ("tar of an endless map", 50 * MIB, "truncated"),
        ("pdf with a bomb", 0, "bomb"),
        ("zip with a huge directory", 0, "too_large"),
        ("gzip bomb", 0, "bomb"),
    ],
)
def test_file_that_wants_all_the_memory__gets_little(what: str, size: int, fault: str) -> None:
    answer = measured(what, size)

    assert answer["fault"] == fault
    assert sum(answer["peak"]) < MOST


def measured(what: str, size: int) -> dict[str, Any]:
    paths = (ROOT, ROOT / "lambdas/gearbox/shared")
    done = subprocess.run(
        [sys.executable, "-c", BETWEEN, sys.executable, "-m", "tests.gearbox_files.measured", what, str(size)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
