"""Looks at templates while the run does something else, in a process of its own that outlives the task that starts it.

It tells nobody what it finds: it marks what is good, as ``lint`` does, and leaves the rest for whoever asks. So nothing
depends on it but how long that takes, and a process that is killed costs nothing but time. While it works it holds a
lock, by which the same run waits for it, and another one does without.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from .lint import fresh_templates, remember
from .rules.digest import APPENDED

Start = Callable[[Sequence[str], TextIO], None]
Look = Callable[[Path], bool]
"""Says whether nothing at all is found in a template."""


def begin(paths: Collection[Path], region: str, folder: Path, lock: Path, start: Start | None = None) -> bool:
    """Begin to look at templates that are not known to be good; whether that was necessary.

    ``folder`` holds the marks, ``lock`` is the file that is locked until the end. It is given on while it is locked, so
    nobody who comes later can be too early.
    """
    if not fresh_templates(paths, region, folder):
        return False
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # a run before this one has not ended yet
            return False
        (start or _start)([region, str(folder), *map(str, paths)], stream)
    return True


def wait(lock: Path) -> None:
    """Wait for what was begun, if anything was."""
    if lock.exists():
        with lock.open("w", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)


def mark_good(paths: Sequence[Path], region: str, folder: Path, look: Look | None = None) -> None:
    """Mark templates in which nothing at all is found, looking at as many at once as there are processors."""
    fresh = fresh_templates(paths, region, folder)
    if not fresh:
        return
    look = look or _cfn_lint([str(path) for path in fresh], region)  # before there are forks, which all need it
    names, count = list(fresh), os.cpu_count() or 1
    shares = [{path: fresh[path] for path in names[number::count]} for number in range(count)]
    forks = [multiprocessing.get_context("fork").Process(target=_mark, args=(share, look)) for share in shares if share]
    for fork in forks:
        fork.start()
    for fork in forks:
        fork.join()


def _mark(share: Mapping[Path, Path], look: Look) -> None:
    remember(mark for path, mark in share.items() if look(path))


def _cfn_lint(names: Sequence[str], region: str) -> Look:
    """Read cfn-lint and its rules, and look by them: its command would do so once more in every fork."""
    from cfnlint.config import ConfigMixIn  # noqa: PLC0415  # takes half a second, and tasks only begin it
    from cfnlint.runner import Runner, run_template_by_file_path  # noqa: PLC0415

    runner = Runner(ConfigMixIn(["--regions", region, *APPENDED, "--", *names]))
    return lambda path: not any(run_template_by_file_path(str(path), runner.config, runner.rules, False))


def _start(arguments: Sequence[str], locked: TextIO) -> None:
    subprocess.Popen(
        [sys.executable, "-m", __name__, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[locked.fileno()],
    )


if __name__ == "__main__":
    mark_good([Path(path) for path in sys.argv[3:]], sys.argv[1], Path(sys.argv[2]))
