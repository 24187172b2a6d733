from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.python.interpreters import Interpreter, Interpreters, minor_of


@pytest.fixture
def root(tmp_path):
    for name in ("python3.12", "python3.9", "python3.13", "python3.x", "sam"):
        (tmp_path / ".envs" / name / "bin").mkdir(parents=True)
        (tmp_path / ".envs" / name / "bin/python").write_text("")
        (tmp_path / ".envs" / name / "bin/python").chmod(0o755)
    (tmp_path / ".envs/python3.14/bin").mkdir(parents=True)
    (tmp_path / ".envs/python3.14/bin/python").symlink_to("/nowhere/python3.14")  # a Python that was removed
    return tmp_path


def test_pythons_that_setup_made__are_found(root):
    assert [one.runtime for one in Interpreters.found_in(root).at_hand] == ["python3.12", "python3.13", "python3.9"]


def test_python_of_a_runtime__is_the_one_of_its_minor_version(root):
    found = Interpreters.found_in(root).of("python3.12")
    assert found == Interpreter("python3.12", root / ".envs/python3.12/bin/python")
    assert (found.minor, found.bytecode_tag) == (12, "cpython-312")


def test_python_that_is_not_there__is_none(root):
    assert Interpreters.found_in(root).of("python3.14") is None


def test_runtime_that_is_decided_later__is_read_by_the_newest(root):
    newest = Interpreters.found_in(root).of("")
    assert newest
    assert newest.runtime == "python3.13"


def test_repository_without_environments__has_none(tmp_path):
    assert Interpreters.found_in(tmp_path).of("") is None


@pytest.mark.parametrize(("runtime", "minor"), [("python3.13", 13), ("python3.9", 9), ("nodejs22.x", 0), ("", 0)])
def test_minor_version__is_that_of_the_runtime(runtime, minor):
    assert minor_of(runtime) == minor
    assert Interpreter(runtime, Path("/python")).minor == minor
