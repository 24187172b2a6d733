from __future__ import annotations

import os
import queue
import threading

import pytest

from embedded.repairs.runtime_client.output import OutputPump
from tests.patience import PATIENCE_SECONDS


class Pipe:
    """A pump over a real pipe, with the end that a function would write to."""

    def __init__(self, lines: queue.Queue[str]) -> None:
        reading, self.writing = os.pipe()
        self.lines = lines
        self.pump = OutputPump(os.fdopen(reading, "rb", buffering=0), self.lines)

    def write(self, text: bytes) -> None:
        while text:  # a process that is stopped meanwhile has written a part
            text = text[os.write(self.writing, text) :]

    def taken(self) -> list[str]:
        return [self.lines.get_nowait() for _ in range(self.lines.qsize())]


@pytest.fixture
def pipe() -> Pipe:
    return Pipe(queue.Queue(maxsize=100))


def test_take_available__gives_every_whole_line_at_once(pipe: Pipe) -> None:
    pipe.write(b"one\ntwo\nthr")
    pipe.pump.take_available()
    first = pipe.taken()
    pipe.write(b"ee\n")
    pipe.pump.take_available()

    assert first == ["one", "two"]
    assert pipe.taken() == ["three"]


def test_carriage_returns_within_a_line__become_lines_of_one_message(pipe: Pipe) -> None:
    pipe.write(b"[ERROR] ValueError: bad\rTraceback\r  File x\n")
    pipe.pump.take_available()

    assert pipe.taken() == ["[ERROR] ValueError: bad\nTraceback\n  File x"]


def test_end_of_output__gives_the_last_line_without_newline(pipe: Pipe) -> None:
    pipe.write(b"last words")
    os.close(pipe.writing)

    pipe.pump.run()

    assert pipe.taken() == ["last words"]


def test_full_queue__drops_the_oldest_lines() -> None:
    pipe = Pipe(queue.Queue(maxsize=2))
    pipe.write(b"1\n2\n3\n")
    pipe.pump.take_available()

    assert pipe.taken() == ["2", "3"]


class Taken(queue.Queue[str]):
    """A queue whose lines are all taken by somebody else just before one of them is to be dropped."""

    def get_nowait(self) -> str:
        while not self.empty():
            super().get_nowait()
        return super().get_nowait()


def test_full_queue_that_is_emptied_meanwhile__takes_the_line() -> None:
    pipe = Pipe(Taken(maxsize=1))
    pipe.write(b"1\n2\n")
    pipe.pump.take_available()

    assert pipe.lines.qsize() == 1


def test_running_pump__keeps_a_pipe_from_filling_up(pipe: Pipe) -> None:
    thread = threading.Thread(target=pipe.pump.run)
    thread.start()

    pipe.write(b"x" * 1_000_000)  # would block for ever on a full pipe
    os.close(pipe.writing)
    thread.join(timeout=PATIENCE_SECONDS)

    assert [len(line) for line in pipe.taken()] == [1_000_000]
