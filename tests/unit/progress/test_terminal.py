"""What is known of a terminal."""

from __future__ import annotations

import os

from stackyard.progress.terminal import size_of

XTERM = {"TERM": "xterm"}


def asked(*size: int) -> os.terminal_size | None:
    return size_of(1, XTERM, lambda _: os.terminal_size(size))


def test_size__is_the_terminals_own() -> None:
    assert asked(100, 30) == (100, 30)


def test_terminal_that_does_not_know_its_size__counts_as_usual() -> None:
    assert asked(0, 0) == (80, 24)


def test_tiny_terminal__has_room_for_something() -> None:
    assert asked(3, 1) == (20, 4)


def test_file__is_no_terminal() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        assert size_of(write, XTERM) is None
    finally:
        os.close(write)


def test_terminal_that_cannot_move_its_cursor__is_not_drawn_on() -> None:
    assert size_of(1, {"TERM": "dumb"}, lambda _: os.terminal_size((80, 24))) is None
    assert size_of(1, {}, lambda _: os.terminal_size((80, 24))) is None
