"""Who gets to see a deployment in which way."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from stackyard.progress import Durations
from stackyard.progress.watching import Audience, watched

from tests.unit.progress.scene import DATA, MAIL, begun

USUAL = os.terminal_size((80, 24))


@dataclass
class Display:
    """Ansible's, as far as it is used."""

    verbosity: int = 0
    lines: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def display(self, text: str, *, color: str = "", newline: bool = True, screen_only: bool = False) -> None:
        del color
        assert screen_only is not newline
        (self.lines if newline else self.drawn).append(text)

    def v(self, text: str) -> None:
        if self.verbosity:
            self.lines.append(text)


def show(display: Display, size: os.terminal_size | None = USUAL, **audience: Any) -> None:
    with watched(Audience(display, **audience), Durations(), lambda: size) as observer:
        begun(observer)
        observer.note("a word")


def test_terminal__is_drawn_on_and_clean_afterwards() -> None:
    display = Display()
    show(display)
    assert display.lines == ["a word"]
    assert "0 of 3 stacks" in display.drawn[0]
    assert display.drawn[-1] == "\r\x1b[J"


@pytest.mark.parametrize("reason", [{"size": None}, {"host": "dev-eu"}, {"verbosity": 1}])
def test_no_terminal_several_targets_or_verbosity__mean_lines(reason: dict[str, Any]) -> None:
    display = Display(reason.pop("verbosity", 0))
    show(display, **reason)
    assert display.drawn == []
    named = "dev-eu: " if reason.get("host") else ""
    assert [line for line in display.lines if "does not exist" in line] == [
        f"{named}create {DATA}: does not exist yet",
        f"{named}create {MAIL}: does not exist yet",
    ]
    assert any("Topic CREATE_IN_PROGRESS" in line for line in display.lines) is bool(display.verbosity)


def test_quiet_target__says_only_what_is_loud() -> None:
    display = Display()
    with watched(Audience(display, quietly=True), Durations(), lambda: None) as observer:
        begun(observer)
        observer.stack_failed(DATA, "Topic: name is taken", 3.0)
    assert display.lines == [f"{DATA}: FAILED after 3 s: Topic: name is taken"]
