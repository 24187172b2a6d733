"""The lock that ``bin/watch`` shares with the commands of ``bin/``, held by the real ``take_turns``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stackyard.ephemeral.locks import take
from stackyard.ephemeral.record import Record, Records
from stackyard.hot.turns import lock_file, our_turn

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def lock(tmp_path, monkeypatch):
    monkeypatch.setenv("STACKYARD_LOCAL_STATE", str(tmp_path / "state"))
    return lock_file(ROOT, "local")


def deployment() -> subprocess.Popen[str]:
    """Take turns as ``bin/deploy`` does, and keep the turn until its standard input ends."""
    script = f"source {ROOT}/bin/lib.sh; take_turns local; echo begun; read -r _ || true"
    return subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_deployment() -> None:
    with deployment() as process:
        process.communicate()


def test_turn__is_marked_anew_by_each_command_and_not_by_ourselves(lock):
    with our_turn(lock, pytest.fail) as first:
        pass
    with our_turn(lock, pytest.fail) as second:
        pass
    run_deployment()
    with our_turn(lock, pytest.fail) as third:
        pass
    assert first == second
    assert third != second


def test_running_deployment__is_waited_for_and_told(lock):
    with deployment() as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        assert stdout.readline() == "begun\n"
        told: list[str] = []

        def tell(line: str) -> None:
            told.append(line)
            stdin.close()  # the deployment ends

        with our_turn(lock, tell):
            assert told == ["another command is changing the environment: waiting for its end"]


def test_deployment_that_waited_for_us__is_seen_at_our_next_turn(lock):
    with our_turn(lock, pytest.fail) as mark:
        process = deployment()
        assert process.stderr is not None
        assert "waiting for its end" in process.stderr.readline()
    process.communicate()
    with our_turn(lock, pytest.fail) as after:
        pass
    assert after != mark


def test_lock_that_was_made_anew_meanwhile__is_waited_for_as_well(lock):
    held = [take(lock, pytest.fail)]
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if len(told) == 1:
            lock.unlink()
            held.append(take(lock, pytest.fail))
        os.close(held.pop(0))

    with our_turn(lock, tell):
        assert (len(told), held) == (2, [])


def test_environments_that_share_a_folder_of_state__do_not_wait_for_each_other():
    script = f"source {ROOT}/bin/lib.sh; take_turns local-cn,local; echo begun"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True)
    assert (done.stdout, done.stderr) == ("begun\n", "")


def test_environments_in_the_cloud__have_locks_of_their_own(tmp_path):
    assert lock_file(tmp_path, "dev") == tmp_path / ".local/dev.lock"
    assert lock_file(tmp_path, "my/dev") == tmp_path / ".local/my_dev.lock"


@pytest.mark.parametrize("state", ["", "state"])
@pytest.mark.parametrize("environment", ["local", "local-cn", "dev", "kim-main-3f2a", "kim-gone", "my/dev"])
def test_lock__is_the_one_that_commands_take(tmp_path, monkeypatch, environment, state):
    monkeypatch.setenv("STACKYARD_LOCAL_STATE", str(tmp_path / state) if state else "")
    records = Records(tmp_path)
    records.write(Record("kim-main-3f2a", "dev", "eu-central-1", "2h", "2026-11-21T20:00:00Z"))
    script = f'source "{ROOT}/bin/lib.sh"; STACKYARD_ROOT=$2; lock_of "$1"'
    words = ["bash", "-c", script, "-", environment, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"{lock_file(tmp_path, environment)}\n"
    assert (lock_file(tmp_path, environment) == records.lock("kim-main-3f2a")) == (environment == "kim-main-3f2a")


@pytest.mark.parametrize(
    ("command", "turn"),
    [
        ("deploy", "local"),
        ("rollback dev -e list=true", "dev"),
        ("drift dev -e revert=true", "dev"),
        ("drift dev -e {revert:true}", "dev"),
        ("drift dev", ""),
        ("status dev", ""),
    ],
)
def test_command_that_changes_an_environment__takes_a_turn(tmp_path, command, turn):
    playbook = tmp_path / "ansible-playbook"
    playbook.write_text("#!/bin/sh\n")
    playbook.chmod(0o755)
    programs = f"{tmp_path}:{Path(sys.executable).parent}"
    stand_ins = f'prepare() {{ PATH="{programs}:$PATH"; }}; take_turns() {{ echo "$1"; }}'
    script = f"source {ROOT}/bin/lib.sh; {stand_ins}; run_playbook {command}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == turn
