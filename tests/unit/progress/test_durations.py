"""How long stacks took the last time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stackyard.progress import Durations

from tests.unit.progress.scene import API, DATA


def test_durations__are_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "dev" / "durations.json"
    first = Durations.read(path)
    first.stack_finished(DATA, "created", 12.34)
    first.stack_finished(DATA, "updated", 3.0)
    first.stack_finished(API, "unchanged", 0.1)
    second = Durations.read(path)
    assert (second.last(DATA, "create"), second.last(DATA, "update")) == (12.3, 3.0)
    assert (second.last(DATA, "recover"), second.last(API, "update")) == (None, None)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"a": 1}', '{"a": {"create": "x"}}', "\ud800"])
def test_file_that_says_nothing__counts_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "durations.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    made = Durations.read(path)
    assert made.last("a", "create") is None
    made.stack_finished(DATA, "created", 1.0)
    assert json.loads(path.read_text())[DATA] == {"create": 1.0}


def test_no_file__keeps_nothing() -> None:
    made = Durations.read(None)
    made.stack_finished(DATA, "created", 1.0)
    assert made.last(DATA, "create") is None
