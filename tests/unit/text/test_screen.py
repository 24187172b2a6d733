"""Lines on a terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from stackyard.text.screen import columns, fitted

SETTING = '  budget_thresholds: [{"type": "ACTUAL", "percent": 80}]  [group_vars/all/budget.yml:23]'


@pytest.mark.parametrize("width", [0, len(SETTING), 200])
def test_line_that_fits_or_is_piped__stays_as_it_is(width: int) -> None:
    assert list(fitted(SETTING, width)) == [SETTING]


def test_long_line__goes_on_indented_and_loses_nothing() -> None:
    lines = list(fitted(SETTING, 40))
    assert lines == [
        '  budget_thresholds: [{"type": "ACTUAL",',
        '      "percent": 80}]',
        "      [group_vars/all/budget.yml:23]",
    ]
    assert " ".join(lines).split() == SETTING.split()


def test_comment__goes_on_as_one() -> None:
    assert list(fitted("  # one two three", 12)) == ["  # one two", "  # three"]


def test_word_that_is_longer_than_the_terminal__is_not_broken() -> None:
    assert list(fitted("see /a/path/that/is/long here", 10)) == ["see", "    /a/path/that/is/long", "    here"]


def test_empty_lines_of_a_text__stay() -> None:
    assert list(fitted("one\n\ntwo", 80)) == ["one", "", "two"]
    assert list(fitted("one\n", 80)) == ["one", ""]


@pytest.mark.parametrize(("told", "width"), [(132, 132), (0, 80), (3, 20)])
def test_terminal__is_as_wide_as_it_says_within_reason(tmp_path: Path, told: int, width: int) -> None:
    with (tmp_path / "terminal").open("w") as stream:
        assert columns(stream, lambda _: os.terminal_size((told, 24))) == width


def test_file__is_no_terminal(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as stream:
        assert columns(stream) == 0
    assert columns(stream) == 0
