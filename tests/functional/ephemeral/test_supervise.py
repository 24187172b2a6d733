"""A run removes what it brought up, however it ends: real processes, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS, eventually

PROGRAM = Path(__file__).with_name("program.py")
UP, REMOVE = "touch up", "touch removed"
WAIT = "touch working; while ! [ -e enough ]; do sleep 0.05; done"


def begin(folder: Path, up: str = UP, work: str = "true", remove: str = REMOVE) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(PROGRAM), str(folder), up, work, remove], start_new_session=True)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.02)


def wait_until_said(folder: Path, times: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while said(folder).count("kim is being taken away already") < times:
        assert time.monotonic() < deadline, said(folder)
        time.sleep(0.02)


def said(folder: Path) -> str:
    path = folder / "said"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize(
    ("up", "work", "remove", "code", "forgotten"),
    [
        (UP, "true", REMOVE, 0, True),
        (UP, "exit 7", REMOVE, 7, True),
        ("exit 2", "touch worked", REMOVE, 2, True),
        (UP, "kill -9 $$", REMOVE, 137, True),
        (UP, "true", "touch removed; exit 3", 3, False),
        (UP, "exit 7", "touch removed; exit 3", 7, False),
    ],
)
def test_however_its_steps_end__the_removal_runs_and_the_first_fault_is_the_code(
    tmp_path: Path, *, up: str, work: str, remove: str, code: int, forgotten: bool
) -> None:
    assert begin(tmp_path, up, work, remove).wait(PATIENCE_SECONDS) == code
    assert (tmp_path / "removed").exists()
    assert (tmp_path / "forgotten").exists() is forgotten
    assert not (tmp_path / "worked").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("step", ["up", "work"])
def test_signal_in_a_step__ends_it_and_removes(tmp_path: Path, step: str, number: signal.Signals) -> None:
    process = begin(tmp_path, **{step: WAIT})
    wait_for(tmp_path / "working")
    process.send_signal(number)
    assert process.wait(PATIENCE_SECONDS) == 128 + number
    assert (tmp_path / "removed").exists()
    assert "taking kim away first" in said(tmp_path)


def test_signals_in_the_removal__only_tell_what_happens(tmp_path: Path) -> None:
    process = begin(tmp_path, remove=f"{WAIT}; touch removed")
    wait_for(tmp_path / "working")
    for times, number in enumerate((signal.SIGINT, signal.SIGTERM), start=1):
        os.killpg(process.pid, number)
        wait_until_said(tmp_path, times)
    assert process.poll() is None
    (tmp_path / "enough").touch()
    assert process.wait(PATIENCE_SECONDS) == 130
    assert (tmp_path / "removed").exists()


def test_step_that_hears_nothing__is_killed_in_the_end(tmp_path: Path) -> None:
    deaf = "trap '' INT TERM; touch working; while :; do sleep 0.05; done"
    process = begin(tmp_path, work=deaf, remove=f"{WAIT}; touch removed")  # which is still there when asked once more
    wait_for(tmp_path / "working")

    def asked_again() -> bool:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)  # those that come too fast are heard as one
        return "taking kim away first" in said(tmp_path)

    eventually(asked_again)
    (tmp_path / "enough").touch()
    assert process.wait(PATIENCE_SECONDS) == 130
    assert (tmp_path / "removed").exists()


def test_removal__tells_line_by_line(tmp_path: Path) -> None:
    assert begin(tmp_path, remove="echo one; echo two").wait(PATIENCE_SECONDS) == 0
    assert said(tmp_path).splitlines() == ["one", "two"]
