from __future__ import annotations

import json
from pathlib import Path

import pytest

from embedded.lifecycle.environment import runtimes, server_environment


def test_runtimes__are_the_environments_whose_python_can_be_started(tmp_path: Path) -> None:
    for name, mode in (("python3.12", 0o755), ("python3.13", 0o644)):
        python = tmp_path / ".envs" / name / "bin/python"
        python.parent.mkdir(parents=True)
        python.touch(mode)

    assert list(runtimes(tmp_path)) == ["python3.12"]


def test_server_environment__is_built_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "the-developers-own")

    found = server_environment(port=4999, state=tmp_path, root=tmp_path)

    assert "AWS_PROFILE" not in found
    assert (found["BIND_HOST"], found["GATEWAY_PORT"], found["AUTH"]) == ("127.0.0.1", "4999", "true")
    assert json.loads(found["STACKYARD_RUNTIMES"]) == {}
