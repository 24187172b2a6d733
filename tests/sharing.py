"""Several runs of pytest that share one suite, so that whoever has nothing else to do helps with the longest.

``--share <folder>`` makes a run take a file of tests, run it and take the next one, less those that another run with
the same folder has taken. Nobody has to know beforehand how long a file takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest

TOGETHER = "deployed"
"""Tests with this fixture look at what the others with it have left: all their files are taken as one."""
ALL_TAKEN = "all-taken"
"""The file in the folder that says so to those who would only come to find nothing left."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tell pytest of the option."""
    parser.addoption("--share", metavar="FOLDER", type=Path, help="leave out files of tests that others took there")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run what this run can take; without the option pytest runs everything itself."""
    folder: Path | None = session.config.getoption("--share")
    if folder is None or session.testsfailed or session.config.option.collectonly:
        return None
    mine = _taken(session.items, folder)
    item = next(mine, None)
    while item is not None:
        following = next(mine, None)  # by it pytest knows which fixtures are needed any longer
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _taken(items: Iterable[pytest.Item], folder: Path) -> Iterator[pytest.Item]:
    parts = _parts(items)
    for left, (name, tests) in zip(range(len(parts) - 1, -1, -1), parts.items(), strict=True):
        taken = _take(folder / name)
        if not left:
            (folder / ALL_TAKEN).touch()
        if taken:
            yield from tests


def _take(mark: Path) -> bool:
    """Whether this run is the first that wants it."""
    try:
        mark.mkdir(parents=True)
    except FileExistsError:
        return False
    return True


def _parts(items: Iterable[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """Tests by the part of the suite that they belong to, in their order."""
    parts: dict[str, list[pytest.Item]] = {}
    for path, of_file in groupby(items, key=lambda item: item.nodeid.partition("::")[0]):
        tests = list(of_file)
        together = any(TOGETHER in getattr(test, "fixturenames", ()) for test in tests)
        parts.setdefault(TOGETHER if together else path.replace("/", "."), []).extend(tests)
    return parts
