"""Typing an environment's name."""

from __future__ import annotations

import io

import pytest
from stackyard.confirmation import confirm_name
from stackyard.errors import StackyardError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_name_that_was_given__is_not_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    confirm_name("prod", "prod", "bin/package --prune", Terminal("never read\n"))
    assert capsys.readouterr().err == ""


def test_name_on_a_terminal__is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    confirm_name("prod", "", "bin/package --prune", Terminal("prod\n"))
    assert "prod will be changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "answers"),
    [("dev", Terminal("prod\n")), ("", Terminal("dev\n")), ("", Terminal("")), ("", io.StringIO("prod\n"))],
)
def test_any_other_name__is_refused_with_what_to_type(typed: str, answers: io.StringIO) -> None:
    with pytest.raises(StackyardError, match="the environment's name was not given") as caught:
        confirm_name("prod", typed, "bin/package --prune --env prod", answers)
    assert caught.value.remedy == "bin/package --prune --env prod --confirm prod"
