"""One deployed environment for the whole suite: made before the first test, always taken away after the last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
            _begin_on_a_tuesday(environment)
        environment.run("bin/deploy", environment.name)
        yield environment
    finally:
        environment.run("bin/destroy", environment.name, check=False)
        if not cloud:
            environment.run("bin/local", "down", check=False)


def _begin_on_a_tuesday(environment: Environment) -> None:
    """Move the clock to the next Tuesday, so that no deadline passes while tests run: all are on Mondays at 23:00."""
    now = datetime.now(UTC)
    tuesday = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=(1 - now.weekday()) % 7 or 7)
    environment.run("bin/local", "up")
    environment.run("bin/local", "clock", "until", tuesday.isoformat())


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Environment]:
    """An embedded AWS of the test's own, empty and not yet started; stopped at the end."""
    environment = Environment.embedded(tmp_path)
    try:
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)
