"""Being told to end where Python itself cannot: nothing is printed of that, and it is known all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.patience import PATIENCE_SECONDS

# Whoever is told to end while Python takes a set's dead member out has the exception dropped.
DROPPED = """
import os, signal, weakref
from stackyard.hot import cli

class Thing:
    pass

ended = cli._told_to_end()
thing = Thing()
reference = weakref.ref(thing, lambda _: {act})
del thing
print(ended.is_set())
"""


def run(act: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DROPPED.format(act=act)],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )


@pytest.mark.parametrize("by", ["SIGTERM", "SIGINT"])
def test_told_to_end_where_nobody_can_catch_it__is_known_and_prints_nothing(by: str) -> None:
    done = run(f"os.kill(os.getpid(), signal.{by})")
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_other_exceptions_that_python_drops__are_still_told() -> None:
    assert "ZeroDivisionError" in run("1 / 0").stderr
