"""A run has its copy for itself: real locks, real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path, PosixPath

import pytest
from stackyard.ephemeral.claims import claimed, clear
from stackyard.ephemeral.locks import remove, take, unless_busy
from stackyard.ephemeral.record import Records
from stackyard.errors import StackyardError

from tests.patience import PATIENCE_SECONDS

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
        process.wait(PATIENCE_SECONDS)
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


class MadeAnew(PosixPath):
    """A file that somebody else removes and makes again between its opening and the first look at where it is."""

    looked: list[Path] = []  # noqa: RUF012  # of one test

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.suffix and not self.looked:
            self.looked.append(self)
            self.rename(self.with_suffix(".gone"))
            self.touch()
        return super().stat(follow_symlinks=follow_symlinks)


def test_lock_that_was_made_anew_while_it_was_opened__is_the_one_that_is_kept(tmp_path: Path) -> None:
    path = MadeAnew(tmp_path / "kim.lock")
    with unless_busy(path) as free:
        assert (free, path.looked) == (True, [path])
        with pytest.raises(BlockingIOError):
            take(Path(path), busy)


def busy() -> None:
    raise BlockingIOError


def test_file_of_a_lock__is_removed_by_whoever_holds_that_very_file(tmp_path: Path) -> None:
    path = tmp_path / "kim.claim"
    before = take(path, busy)
    path.unlink()
    lock = take(path, busy)
    remove(path, before)
    assert path.exists()
    remove(path, lock)
    assert not path.exists()
    for one in (before, lock):
        os.close(one)
