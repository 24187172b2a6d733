from __future__ import annotations

import os
import subprocess
import sys

import pytest

BEGIN = "import sys; from stackyard.short_life import run; "


def ended(program: str, stdout: int | None = None) -> subprocess.CompletedProcess[str]:
    command, buffered = [sys.executable, "-c", BEGIN + program], {**os.environ, "PYTHONUNBUFFERED": ""}
    return subprocess.run(command, env=buffered, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


@pytest.mark.parametrize("code", [0, 1, 130])
def test_command__ends_with_its_code_and_all_of_its_output(code):
    done = ended(f"run(lambda: sys.stdout.write('out') and sys.stderr.write('err') and {code})", stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout, done.stderr) == (code, "out", "err")


def test_exception__is_told_as_ever():
    done = ended("run(lambda: 1 // 0)")
    assert done.returncode == 1
    assert done.stderr.endswith("ZeroDivisionError: integer division or modulo by zero\n")


def test_wrong_options__end_with_their_code():
    assert ended("run(lambda: sys.exit(2))").returncode == 2


def test_output_that_nobody_reads__is_not_a_success():
    reading, writing = os.pipe()
    os.close(reading)
    done = ended("run(lambda: sys.stdout.write('out') and 0)", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
