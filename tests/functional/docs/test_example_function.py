"""The function that the guide adds step by step: it composes into the real system, and its handler answers."""

from __future__ import annotations

import json
import runpy
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from stackyard.compose import compose
from stackyard.errors import StackyardError

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "docs" / "guides" / "server_time"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The sources of this repository with the example copied in, as the guide says."""
    for folder in ("lambdas/trainings", "templates/trainings"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(EXAMPLE, tmp_path / "lambdas/trainings/server_time", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_example_copied_in__becomes_a_route_of_the_api(repository: Path, tmp_path: Path) -> None:
    api = compose(repository, "trainings", "local", tmp_path / "build").stacks["api"].document["Resources"]
    assert api["V1TimeGetMethod"]["Properties"]["ApiKeyRequired"] is True
    assert api["ServerTimeFunction"]["Type"] == "AWS::Lambda::Function"


def test_example_with_a_name_that_exists__is_refused_with_both_places(repository: Path, tmp_path: Path) -> None:
    fragment = repository / "lambdas/trainings/server_time/resources.yaml"
    fragment.write_text(fragment.read_text().replace("ServerTimeRole", "GetTestRole"))
    with pytest.raises(StackyardError, match="GetTestRole") as told:
        compose(repository, "trainings", "local", tmp_path / "build")
    assert "lambdas/trainings/server_time/resources.yaml" in str(told.value)
    assert "lambdas/trainings/get_test/resources.yaml" in str(told.value)


def test_example_handler__answers_with_the_gateways_time() -> None:
    handler: Callable[..., dict[str, Any]] = runpy.run_path(str(EXAMPLE / "handler.py"))["handler"]
    moment = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    answer = handler({"requestContext": {"requestTimeEpoch": int(moment.timestamp() * 1000)}}, None)
    assert json.loads(answer["body"]) == {"code": 200, "body": {"now": "2026-11-23T22:00:00+00:00"}}
