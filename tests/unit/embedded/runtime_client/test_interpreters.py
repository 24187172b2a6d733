from __future__ import annotations

from pathlib import Path

import pytest

from embedded.repairs.runtime_client.interpreters import NoInterpreterError, choose, refuse_foreign_extensions

INSTALLED = {"python3.12": "/envs/python3.12/bin/python", "python3.14": "/envs/python3.14/bin/python"}


def test_installed_runtime__runs_on_its_own_version() -> None:
    found = choose("python3.12", INSTALLED)

    assert (found.python, found.stands_in) == ("/envs/python3.12/bin/python", False)


def test_runtime_between_two_installed_ones__runs_on_the_newer_with_a_notice() -> None:
    found = choose("python3.13", INSTALLED)

    assert found.version == "python3.14"
    assert found.notice.startswith("python3.13 is not set up here: its functions run on python3.14.")


def test_no_runtime_at_all__says_what_to_type() -> None:
    with pytest.raises(NoInterpreterError, match="Type bin/setup"):
        choose("python3.13", {})


def test_extension_for_another_python__is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/fast.cpython-313-x86_64-linux-gnu.so").touch()

    with pytest.raises(
        NoInterpreterError, match=r"pkg/fast\.cpython-313-x86_64-linux-gnu\.so is compiled for cpython-313"
    ):
        refuse_foreign_extensions(tmp_path, choose("python3.13", {"python3.12": "/py"}))


def test_extension_for_the_stand_in_itself_or_any_python__is_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.cpython-312-x86_64-linux-gnu.so").touch()
    (tmp_path / "b.abi3.so").touch()

    refuse_foreign_extensions(tmp_path, choose("python3.13", {"python3.12": "/py"}))
