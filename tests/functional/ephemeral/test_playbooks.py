"""Commands for a copy take turns with those of ``bin/``: real locks, real processes."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from stackyard.ephemeral.locks import take
from stackyard.ephemeral.playbooks import Playbooks
from stackyard.ephemeral.record import Record, Records

from tests.patience import PATIENCE_SECONDS

KIM = Record("kim", "local", "eu-central-1", "2h", "2026-11-21T20:00:00Z")
LIB = Path(__file__).resolve().parents[3] / "bin/lib.sh"


def deployment(root: Path, name: str = "kim") -> subprocess.Popen[str]:
    """Take turns as ``bin/deploy`` does for a copy, in a checkout of its own, until its standard input ends."""
    Records(root, {}).write(KIM)
    script = f"source {shlex.quote(str(LIB))}; STACKYARD_ROOT={shlex.quote(str(root))}; take_turns {name}; "
    script += "echo begun; read -r _ || true"
    elsewhere = {name: value for name, value in os.environ.items() if name != "STACKYARD_LOCAL_STATE"}
    return subprocess.Popen(
        ["bash", "-c", script],
        env=elsewhere,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def begin(*_: object, **options: object) -> subprocess.Popen[str]:
    """Begin something short that holds the lock, instead of a playbook."""
    descriptors = options["pass_fds"]
    assert isinstance(descriptors, tuple)
    return subprocess.Popen(["true"], pass_fds=descriptors, text=True)


def test_deployment_of_the_copy__is_waited_for(tmp_path: Path) -> None:
    with deployment(tmp_path) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        assert stdout.readline() == "begun\n"
        told: list[str] = []

        def say(line: str) -> None:
            told.append(line)
            stdin.close()  # the deployment ends

        assert Playbooks(Records(tmp_path, {}), say, begin).begin(KIM, "absent").wait(PATIENCE_SECONDS) == 0
    assert told == ["another command is changing the environment kim: waiting for its end"]


def test_copy_of_the_same_name_on_another_embedded_aws__is_nobodys_business(tmp_path: Path) -> None:
    here, there = (Records(tmp_path, {"STACKYARD_LOCAL_STATE": str(tmp_path / name)}) for name in ("here", "there"))
    with Playbooks(here, print).unless_busy("kim") as free, Playbooks(there, print).unless_busy("kim") as also_free:
        assert free
        assert also_free


def test_lock_that_went_with_a_copy_meanwhile__is_taken_anew(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    with deployment(tmp_path) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        assert stdout.readline() == "begun\n"

        def say(line: str) -> None:
            del line
            records.remove("kim")
            stdin.close()

        assert Playbooks(records, say, begin).begin(KIM, "present").wait(PATIENCE_SECONDS) == 0
    assert records.lock("kim").exists()
    assert records.find("kim") == KIM  # the playbook needs the file that went with the copy


def test_copy_that_was_made_anew_meanwhile__is_waited_for_as_well(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.write(KIM)
    removal = take(records.lock("kim"), pytest.fail)
    with deployment(tmp_path) as process:
        stdout = process.stdout
        assert stdout is not None
        assert "waiting" in stdout.readline()
        records.remove("kim")
        records.write(KIM)
        creation = take(records.lock("kim"), pytest.fail)
        os.close(removal)
        assert "waiting" in stdout.readline()
        os.close(creation)
        assert stdout.readline() == "begun\n"


def test_copy_that_another_command_works_at__is_busy_until_its_end(tmp_path: Path) -> None:
    playbooks = Playbooks(Records(tmp_path, {}), print)
    with deployment(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        with playbooks.unless_busy("kim") as free:
            assert not free
        process.communicate()
    with playbooks.unless_busy("kim") as free:
        assert free
