"""A deployment drawn in place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest
from stackyard.progress import Board, Live, Plain
from stackyard.progress.live import drawing
from stackyard.progress.terminal import ERASE

from tests.fakes.terminal import Terminal
from tests.unit.progress.scene import DATA, MAIL, Clock, begun, change, event

USUAL = os.terminal_size((60, 24))


@dataclass
class Stage:
    """A terminal with a live output on it, redrawn only when a test says so."""

    terminal: Terminal = field(default_factory=Terminal)
    clock: Clock = field(default_factory=Clock)
    drawn: list[str] = field(default_factory=list)
    size: os.terminal_size | None = USUAL

    def __post_init__(self) -> None:
        self.live = Live(Board(clock=self.clock), self.draw, Plain(self.terminal.print_line), lambda: self.size)

    def draw(self, text: str) -> None:
        self.drawn.append(text)
        self.terminal.write(text)


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    begun(made.live)
    made.live.redraw()
    return made


BOARD = ["", "0 of 3 stacks, 0 s", "  shop.data  creating", "  shop.api   waits for", "  shop.mail  preparing"]


def starts(lines: list[str]) -> list[str]:
    return [line[:22].rstrip() if line.startswith("  ") else line for line in lines]


def test_board__is_drawn_below_the_cursor(stage: Stage) -> None:
    assert starts(stage.terminal.shown) == BOARD
    assert (stage.terminal.row, stage.terminal.column) == (0, 0)


def test_what_looks_the_same__is_not_drawn_again(stage: Stage) -> None:
    stage.live.redraw()
    assert len(stage.drawn) == 1
    stage.clock.now += 1
    stage.live.redraw()
    assert len(stage.drawn) == 2
    assert stage.terminal.shown[1] == "0 of 3 stacks, 1 s"


def test_failure__stays_above_the_board(stage: Stage) -> None:
    stage.live.resource_failed(MAIL, event("Queue", "CREATE_FAILED", "name is taken"), "mail.yaml:3")
    assert starts(stage.terminal.shown) == [f"{MAIL}: Queue failed: name is taken (mail.yaml:3)", *BOARD]


def test_replacement__stays_above_the_board_and_additions_do_not(stage: Stage) -> None:
    stage.live.changes_known(MAIL, [change("Topic")])
    assert len(stage.drawn) == 1
    stage.live.changes_known(MAIL, [change("Topic", "Modify", replacement=True), change("Queue")])
    assert stage.terminal.shown[0] == f"{MAIL}: ~ Topic (AWS::SNS::Topic) REPLACED"


def test_whatever_others_print__lands_above_the_board(stage: Stage) -> None:
    stage.terminal.print_line("a warning")
    stage.clock.now += 1
    stage.live.redraw()
    assert starts(stage.terminal.shown) == ["a warning", BOARD[0], "0 of 3 stacks, 1 s", *BOARD[2:]]


def test_lower_board__leaves_nothing_of_the_higher_one(stage: Stage) -> None:
    stage.size = os.terminal_size((30, 5))
    stage.live.redraw()
    assert starts(stage.terminal.shown) == [*BOARD[:3], "  ... and 2 more"]


def test_end__leaves_a_clean_screen(stage: Stage) -> None:
    stage.live.__exit__()
    assert stage.terminal.shown == []
    stage.live.redraw()
    assert stage.drawn[-1] == ERASE


def test_interruption__leaves_its_last_words_only(stage: Stage) -> None:
    stage.live.run_stopped([DATA])
    stage.live.redraw()
    stage.live.__exit__()
    assert len(stage.terminal.shown) == 1
    assert stage.terminal.shown[0].startswith("stopped: nothing more is begun; CloudFormation goes on with")


def test_nothing_to_do__draws_nothing() -> None:
    made = Stage()
    with made.live as live:
        live.redraw()
    assert made.drawn == []


def test_terminal_that_went_away__is_not_drawn_on() -> None:
    made = Stage(size=None)
    begun(made.live)
    made.live.redraw()
    made.live.note("still told")
    assert made.drawn == []
    assert made.terminal.shown == ["still told"]


def test_drawing__ends_where_it_began() -> None:
    terminal = Terminal()
    terminal.write("before\n" + drawing("one\ntwo\nthree"))
    assert (terminal.shown, terminal.row, terminal.column) == (["before", "", "one", "two", "three"], 1, 0)
