"""A protected environment takes back only drift that somebody has looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from stackyard.drift import PropertyDrift, ResourceDrift, StackDrift, Status
from stackyard.drift.shown import demand_drift_shown, keep_drift_shown
from stackyard.errors import StackyardError

from tests.fakes.stacks import make_target

TARGET = make_target(environment="prod")
QUEUE = ResourceDrift("Queue", "AWS::SQS::Queue", Status.MODIFIED, "url", (PropertyDrift("DelaySeconds", "0", "5"),))
TABLE = ResourceDrift("Table", "AWS::DynamoDB::Table", Status.DELETED)


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    path = tmp_path / "prod" / "shown-drift.json"
    keep_drift_shown(path, TARGET, [StackDrift("shop-api", (QUEUE, TABLE))])
    return path


@pytest.mark.parametrize("resources", [(QUEUE, TABLE), (QUEUE,), ()])
def test_drift_that_was_shown__may_be_taken_back(shown: Path, resources: tuple[ResourceDrift, ...]) -> None:
    demand_drift_shown(shown, TARGET, [StackDrift("shop-api", resources)])
    assert shown.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("now", "named"),
    [
        (StackDrift("shop-api", (replace(QUEUE, properties=(PropertyDrift("DelaySeconds", "0", "9"),)),)), "Queue"),
        (StackDrift("shop-api", (QUEUE, replace(TABLE, logical_id="Other"))), "Other"),
        (StackDrift("shop-api", (replace(TABLE, status=Status.MODIFIED),)), "Table"),
    ],
)
def test_drift_that_was_shown_otherwise__is_refused_by_name(shown: Path, now: StackDrift, named: str) -> None:
    with pytest.raises(StackyardError, match="takes back only drift that was shown before") as caught:
        demand_drift_shown(shown, TARGET, [now])
    assert caught.value.given == f"not shown, or not like this: shop-api.{named}"
    assert caught.value.remedy == "look at it: bin/drift prod, then run the same command again"


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"account": "123456789012", "region": "eu-central-1"}'])
def test_nothing_that_was_shown__is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "shown-drift.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(StackyardError, match="takes back only drift"):
        demand_drift_shown(path, TARGET, [StackDrift("shop-api", (QUEUE,))])


def test_drift_of_another_region__was_not_shown(shown: Path) -> None:
    with pytest.raises(StackyardError, match="takes back only drift"):
        demand_drift_shown(shown, replace(TARGET, region="eu-west-1"), [StackDrift("shop-api", (QUEUE,))])
