"""Templates are looked at ahead: marked where they are good, and left to whoever tells where not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import pytest
from stackyard.lint import fresh_templates
from stackyard.lint_ahead import begin, mark_good, wait

REGION = "eu-central-1"


def has_no_warning(path: Path) -> bool:
    return "warn" not in path.read_text(encoding="utf-8")


class Started:
    """Keeps what would have been started, and the lock, as the process would."""

    def __init__(self) -> None:
        self.arguments: list[list[str]] = []
        self.held: list[int] = []

    def __call__(self, arguments: Sequence[str], locked: TextIO) -> None:
        self.arguments.append(list(arguments))
        self.held.append(os.dup(locked.fileno()))

    def end(self) -> None:
        os.close(self.held.pop())


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    for name, text in {"good": "Resources: {}", "dubious": "Resources: {} # warn"}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [tmp_path / "good.yaml", tmp_path / "dubious.yaml"]


def test_template_without_findings__need_not_be_looked_at_again(paths: list[Path], tmp_path: Path) -> None:
    mark_good(paths, REGION, tmp_path, has_no_warning)
    assert list(fresh_templates(paths, REGION, tmp_path)) == [tmp_path / "dubious.yaml"]
    assert list(fresh_templates(paths, "cn-north-1", tmp_path)) == paths


def test_templates_known_to_be_good__start_nothing(paths: list[Path], tmp_path: Path) -> None:
    mark_good(paths[:1], REGION, tmp_path, has_no_warning)
    started = Started()
    assert begin(paths[:1], REGION, tmp_path, tmp_path / "lock", started) is False
    assert started.arguments == []


def test_second_run_while_the_first_still_looks__does_without(paths: list[Path], tmp_path: Path) -> None:
    started = Started()
    assert begin(paths, REGION, tmp_path, tmp_path / "lock", started) is True
    assert begin(paths, REGION, tmp_path, tmp_path / "lock", started) is False
    assert started.arguments == [[REGION, str(tmp_path), *map(str, paths)]]
    started.end()
    assert begin(paths, REGION, tmp_path, tmp_path / "lock", started) is True


def test_waiting__ends_when_the_lock_is_let_go_of(paths: list[Path], tmp_path: Path) -> None:
    started = Started()
    begin(paths, REGION, tmp_path, tmp_path / "lock", started)
    started.end()
    wait(tmp_path / "lock")  # would hang otherwise
    wait(tmp_path / "nothing was begun")
    assert not (tmp_path / "nothing was begun").exists()
