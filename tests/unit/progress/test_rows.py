"""A board on terminals of all sizes."""

from __future__ import annotations

import os

import pytest
from stackyard.progress import Board, Durations, lines
from stackyard.progress.rows import seconds_text

from tests.unit.progress.scene import API, DATA, MAIL, Clock, begun


def board(last: float | None = 72.0) -> Board:
    clock = Clock()
    made = Board(Durations(None, {DATA: {"create": last}} if last else {}), clock)
    begun(made)
    clock.now += 65
    return made


def test_wide_terminal__has_everything() -> None:
    assert lines(board(), os.terminal_size((91, 24))) == [
        "0 of 3 stacks, 1 min 05 s",
        "  shop.data  creating          0/2  Topic 1 min 05 s     1 min 05 s (last time 1 min 12 s)",
        "  shop.api   waits for shop.data",
        f"  shop.mail  preparing{' ' * 58}1 min 05 s",
    ]


def test_narrow_terminal__leaves_out_what_matters_least() -> None:
    head = "  shop.data  creating          0/2"
    assert lines(board(), os.terminal_size((62, 24)))[1] == f"{head}   1 min 05 s of 1 min 12 s"
    assert lines(board(), os.terminal_size((47, 24)))[1] == f"{head}  1 min 05 s"


@pytest.mark.parametrize("width", range(20, 140, 7))
def test_lines__are_never_as_wide_as_the_terminal(width: int) -> None:
    made = board()
    made.rows[DATA].label = "a-system-with-a-long-name.a-stack-with-a-longer-name-yet"
    made.rows[DATA].under_way = {"AResourceWithAVeryLongLogicalIdIndeed" * 3: 100.0}
    assert max(len(line) for line in lines(made, os.terminal_size((width, 24)))) < width


def test_low_terminal__keeps_what_runs_and_counts_the_rest() -> None:
    shown = lines(board(), os.terminal_size((80, 6)))
    assert [line.split()[0] for line in shown] == ["0", "shop.data", "shop.mail", "..."]
    assert shown[-1] == "  ... and 1 more"


def test_ends__are_counted_in_the_first_line() -> None:
    made = board(last=None)
    made.stack_finished(MAIL, "created", 4.4)
    made.stack_failed(DATA, "name is taken", 50.0)
    made.stack_skipped(API, "takes outputs of data")
    assert lines(made, os.terminal_size((60, 24))) == [
        "1 of 3 stacks, 1 failed, 1 min 05 s",
        "  shop.data  FAILED            0/2                     50 s",
        "  shop.api   not begun",
        "  shop.mail  created                                    4 s",
    ]


def test_rows__are_painted_by_how_they_stand() -> None:
    painted = lines(board(), os.terminal_size((60, 24)), lambda text, kind: f"{kind}|{text.split()[0]}")
    assert painted == ["title|0", "running|shop.data", "waiting|shop.api", "running|shop.mail"]


def test_control_characters__do_not_reach_the_terminal() -> None:
    made = board()
    made.rows[DATA].under_way = {"Topic\x1b[2J": 100.0}
    assert "\x1b" not in "".join(lines(made, os.terminal_size((120, 24))))


@pytest.mark.parametrize(("seconds", "text"), [(0.9, "0 s"), (59.9, "59 s"), (60, "1 min 00 s"), (3725, "62 min 05 s")])
def test_seconds__are_written_as_people_count_them(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text
