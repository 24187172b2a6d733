"""Runs of pytest that share a suite: every file is run by whoever comes first, and what belongs together stays so."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.ports import free_port
from tests.sharing import ALL_TAKEN

CONFTEST = """
import pytest
from tests.sharing import pytest_addoption, pytest_runtestloop

@pytest.fixture(scope="session")
def deployed():
    yield
    print("taken away")
"""
ALONE = "def test_one(): pass\ndef test_two(): pass\n"
TOGETHER = "def test_one(deployed): pass\ndef test_two(): pass\n"


def shared(folder: Path, *options: str) -> str:
    """What a run says that shares the suite in ``folder``: the tests it has run, and how they ended."""
    given = [*options, "--import-mode=importlib", "-p", "no:cacheprovider", "-vs", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *given, "--share", str(folder / "taken")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.stdout


def suite(folder: Path, **files: str) -> Path:
    (folder / "conftest.py").write_text(CONFTEST)
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    return folder


def test_run_that_comes_alone__takes_everything_and_says_so(tmp_path: Path) -> None:
    said = shared(suite(tmp_path, a=ALONE, b=ALONE))

    assert "4 passed" in said
    assert (tmp_path / "taken" / ALL_TAKEN).exists()
    assert "no tests ran" in shared(tmp_path)


def test_file_that_another_took__is_left_to_it(tmp_path: Path) -> None:
    shared(suite(tmp_path, a=ALONE, b=ALONE))
    taken = {path.name for path in (tmp_path / "taken").iterdir()} - {ALL_TAKEN}
    (tmp_path / "taken" / max(taken)).rmdir()  # now a run has begun that took the first only

    said = shared(tmp_path)

    assert "2 passed" in said
    assert "test_b.py::test_one PASSED" in said
    assert "test_a.py::test_one" not in said


def test_files_with_the_deployed_environment__are_taken_as_one(tmp_path: Path) -> None:
    said = shared(suite(tmp_path, a=TOGETHER, b=ALONE, c=TOGETHER))

    order = [line.split("::")[0][-4] for line in said.splitlines() if "::" in line and "PASSED" in line]
    assert order == ["a", "a", "c", "c", "b", "b"]
    assert said.count("taken away") == 1
    assert len(list((tmp_path / "taken").iterdir())) == 3


def test_failure__ends_the_run_where_that_is_wanted_and_is_counted(tmp_path: Path) -> None:
    said = shared(suite(tmp_path, a="def test_one(): assert False\n", b=ALONE), "-x")

    assert "1 failed" in said
    assert "passed" not in said


def test_ports__are_all_different_and_free() -> None:
    ports = [free_port() for _ in range(50)]

    assert len(set(ports)) == 50
    with socket.create_server(("127.0.0.1", ports[0])):
        pass
