"""A run has its copy for itself: real locks, real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from stackyard.ephemeral.claims import claimed, clear
from stackyard.ephemeral.record import Records
from stackyard.errors import StackyardError

CLAIMING = """
import sys
from pathlib import Path
from stackyard.ephemeral.claims import claimed
from stackyard.ephemeral.record import Records
with claimed(Records(Path(sys.argv[1]), {}), "kim", alone=True):
    print("claimed", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path, {})


def another_run(root: Path) -> subprocess.Popen[str]:
    """Another process that has a copy for itself until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLAIMING, str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "claimed\n"
    return process


@pytest.mark.parametrize("alone", [True, False], ids=["run", "up"])
def test_copy_of_a_run__is_refused_to_everybody_else(records: Records, *, alone: bool) -> None:
    with another_run(records.root) as process:
        with pytest.raises(StackyardError, match="a run takes its copy away"), claimed(records, "kim", alone=alone):
            pass
        process.communicate()
    with claimed(records, "kim", alone=alone):
        pass


def test_copy_that_is_brought_up_to_stay__is_refused_to_a_run_only(records: Records) -> None:
    with claimed(records, "kim", alone=False):
        with pytest.raises(StackyardError), claimed(records, "kim", alone=True):
            pass
        with claimed(records, "kim", alone=False):
            pass


def test_run_that_was_killed__claims_nothing_any_more(records: Records) -> None:
    with another_run(records.root) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    with claimed(records, "kim", alone=True):
        pass


@pytest.mark.parametrize("alone", [True, False], ids=["run", "up"])
def test_end_of_a_command_whose_copy_is_gone__leaves_no_file(records: Records, *, alone: bool) -> None:
    with claimed(records, "kim", alone=alone):
        pass
    assert list(records.folder.iterdir()) == []


def test_claim_of_a_run__outlives_a_copy_that_somebody_else_takes_away(records: Records) -> None:
    with claimed(records, "kim", alone=True):
        clear(records, "kim")
        with pytest.raises(StackyardError), claimed(records, "kim", alone=True):
            pass


def test_claim_that_was_left__goes_with_the_copy(records: Records) -> None:
    records.folder.mkdir(parents=True)
    records.claim("kim").touch()
    clear(records, "kim")
    assert list(records.folder.iterdir()) == []
