"""One deployed environment for the whole suite: made before the first test, always taken away after the last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.environment import Environment


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The environment under test, deployed; destroyed and swept at the end, whatever happened.

    With ``STACKYARD_E2E_DEPLOYED`` it is taken as it stands, and left to whoever made it.
    """
    cloud = os.environ.get("STACKYARD_E2E_ENV", "")
    if cloud and os.environ.get("STACKYARD_E2E_DEPLOYED"):
        yield Environment(cloud, Path.home())
        return
    environment = Environment(cloud, Path.home()) if cloud else Environment.embedded(tmp_path_factory.mktemp("e2e"))
    try:
        if not cloud:
            environment.begin_on_a_tuesday()
        environment.run("bin/deploy", environment.name)
        yield environment
    finally:
        environment.run("bin/destroy", environment.name, check=False)
        if not cloud:
            environment.run("bin/local", "down", check=False)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Environment]:
    """An embedded AWS of the test's own, empty and not yet started; stopped at the end."""
    environment = Environment.embedded(tmp_path)
    try:
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)
