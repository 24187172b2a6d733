"""The client on a terminal: colours, progress, drawing in place, and what an interruption leaves behind."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Client, FakeGearbox, Terminal

Opener = Callable[..., Terminal]


def test_list__has_colours_and_keeps_to_the_terminals_width(gearbox: FakeGearbox, terminal: Opener) -> None:
    failure = {"type": "bomb", "reason": "it unpacks to very much " * 5, "transient": False}
    gearbox.add("a rather long name of a file 漢字漢字漢字.zip", "failed", failure=failure)
    screen = terminal("ls", columns=70)
    assert screen.finish() == 0
    assert "\x1b[31mfailed" in screen.seen
    assert max(sum(2 if letter > "\u2fff" else 1 for letter in line) for line in screen.lines) < 70


def test_no_color__has_none(client: Client, gearbox: FakeGearbox, terminal: Opener) -> None:
    client.settings["NO_COLOR"] = "1"
    gearbox.add("a.txt")
    screen = terminal("ls")
    assert screen.finish() == 0
    assert "\x1b" not in screen.seen


def test_large_file__shows_its_progress_on_one_line(client: Client, gearbox: FakeGearbox, terminal: Opener) -> None:
    client.write("large.bin", bytes(9 * 2**20))
    gearbox.answered = 1  # the form; curl tells of progress once a second
    screen = terminal("put", "large.bin")
    screen.expect(" % of 9.0 MB")
    gearbox.may_answer.set()
    assert screen.finish() == 0
    drawn = [line for line in screen.lines if " % of 9.0 MB" in line]
    assert drawn
    assert max(map(len, drawn)) < 80 + len("\x1b[K")
    assert screen.seen.endswith("\r\x1b[Ksent  large.bin\r\n")
    assert gearbox.contents == {"large.bin": bytes(9 * 2**20)}


def test_large_file_on_a_terminal_that_cannot_draw__is_sent_in_silence(client, terminal) -> None:
    client.write("large.bin", bytes(9 * 2**20))
    client.settings["TERM"] = "dumb"
    screen = terminal("put", "large.bin")
    assert screen.finish() == 0
    assert screen.seen == "sent  large.bin\r\n"


def test_watch__draws_over_what_it_drew(gearbox: FakeGearbox, terminal: Opener) -> None:
    gearbox.add("slow.zip", "extracting", looks=2)
    screen = terminal("watch")
    assert screen.finish() == 0
    assert any(line.startswith("  extracting  slow.zip") for line in screen.lines)
    assert "\x1b[2A\r\x1b[J" in screen.seen
    assert screen.lines[-2].endswith("1 ready")
    assert max(map(len, screen.lines)) < 80 + len("\x1b[2A\x1b[J")


def test_ctrl_c_in_watch__ends_it_and_leaves_nothing(client: Client, gearbox: FakeGearbox, terminal: Opener) -> None:
    gearbox.add("slow.zip", "extracting")
    screen = terminal("watch")
    screen.expect("slow.zip")
    screen.press(b"\x03")
    assert screen.finish() == 130
    assert screen.lines[-2] == "stopped (Ctrl-C)"
    assert sorted(path.name for path in client.folder.parent.iterdir()) == ["config", "my files"]
