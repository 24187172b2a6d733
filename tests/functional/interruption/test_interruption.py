"""Signals, and what becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from stackyard.interruption import tell_in_handler, tidying

from tests.patience import PATIENCE_SECONDS

# A parent as ansible-playbook is one: a child works in a session of its own, and hears of signals from its parent.
PARENT = f"""
import multiprocessing, os, signal, sys, time
from stackyard.interruption import let_workers_finish, tidying

def work(ready):
    os.setsid()
    try:
        with tidying():
            ready.set()
            time.sleep({PATIENCE_SECONDS})
    except KeyboardInterrupt:
        time.sleep(0.3)  # longer than a parent takes that does not wait
        print("tidied up", flush=True)

context = multiprocessing.get_context("fork")
ready = context.Event()
let_workers_finish(lambda text: print(text, flush=True), patience={PATIENCE_SECONDS})
child = context.Process(target=work, args=(ready,))
child.start()
ready.wait()
print("ready", flush=True)
child.join()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
def test_signal_in_the_block__is_a_keyboard_interrupt_and_the_next_one_finds_it_ending(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    ended: list[str] = []

    def work() -> None:
        with tidying():
            try:
                os.kill(os.getpid(), number)
            finally:
                os.kill(os.getpid(), number)
                ended.append("in good order")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert ended == ["in good order"]
    assert signal.getsignal(number) is before


# A signal that comes amid a write is told past the stream.
TOLD: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def test_block_in_another_thread__leaves_signals_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def work() -> None:
        with tidying():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGQUIT, 131), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_interrupted_parent__waits_for_its_child_and_ends_as_a_shell_expects(number: signal.Signals, code: int) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], **TOLD, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        parent.send_signal(number)
        told = parent.stdout.read()
        assert (parent.wait(timeout=PATIENCE_SECONDS), told.splitlines()) == (code, ["tidied up", "interrupted"])


def test_lost_terminal_that_is_not_to_be_heard__ends_nothing() -> None:
    def deaf() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with subprocess.Popen([sys.executable, "-c", PARENT], **TOLD, text=True, preexec_fn=deaf) as parent:  # noqa: PLW1509  # as nohup does
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        parent.send_signal(signal.SIGHUP)
        parent.send_signal(signal.SIGTERM)
        told = parent.stdout.read()
        assert (parent.wait(timeout=PATIENCE_SECONDS), told.splitlines()) == (143, ["tidied up", "interrupted"])


def test_text_that_comes_amid_a_write_to_its_stream__goes_to_the_standard_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refused(_: str) -> None:
        raise RuntimeError("reentrant call inside <_io.BufferedWriter name='<stdout>'>")

    tell_in_handler(refused, "interrupted")
    assert capfd.readouterr() == ("", "interrupted\n")
