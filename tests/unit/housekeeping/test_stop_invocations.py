"""The function that a spent budget calls: what it takes for its own, and what it tells people."""

from __future__ import annotations

import importlib.util
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.target import ROOT

from tests.fakes.lambdas import FakeFunction, FakeLambda

TOPIC, ALARMS = "arn:aws:sns:eu-central-1:1:brake", "arn:aws:sns:eu-central-1:1:alarms"
VARIABLES = {
    "ENVIRONMENT": "dev",
    "PREFIX": "stackyard-dev",
    "REGIONS": "eu-central-1,eu-west-1",
    "BRAKE_TOPIC_ARN": TOPIC,
    "ALARM_TOPIC_ARN": ALARMS,
    "AWS_DEFAULT_REGION": "eu-central-1",
}
ITSELF = "stackyard-dev-housekeeping-brake-Stop"
CONTEXT = SimpleNamespace(function_name=ITSELF)


class FakeTopic:
    """A client of SNS that keeps what is published."""

    def __init__(self) -> None:
        self.published: list[dict[str, str]] = []

    def publish(self, **sent: str) -> None:
        self.published.append(sent)


def region(*names: str) -> FakeLambda:
    lambdas = FakeLambda()
    lambdas.functions = {name: FakeFunction({"stackyard:environment": "dev"}) for name in names}
    return lambdas


@pytest.fixture
def brake(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The handler's module as a start of its function loads it, in two regions of an account made up."""
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("brake", ROOT / "lambdas/housekeeping/stop_invocations/handler.py")
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert [client.meta.region_name for client in module.LAMBDAS.values()] == ["eu-central-1", "eu-west-1"]
    module.LAMBDAS = {"eu-central-1": region("stackyard-dev-a", ITSELF), "eu-west-1": region("stackyard-dev-b")}
    module.SNS = FakeTopic()
    return module


def event(text: str = "Budget Name: stackyard-dev", topic: str = TOPIC) -> dict[str, Any]:
    return {"Records": [{"Sns": {"TopicArn": topic, "Message": text, "Timestamp": "2026-11-21T10:00:00.000Z"}}]}


def test_spent_budget__stops_functions_of_all_regions_but_itself_and_tells_people(brake: Any) -> None:
    stopped = ["eu-central-1: stackyard-dev-a", "eu-west-1: stackyard-dev-b"]
    assert brake.handler(event(), CONTEXT) == {"stopped": stopped}
    assert brake.LAMBDAS["eu-central-1"].functions[ITSELF].reserved is None
    (told,) = brake.SNS.published
    assert told["TopicArn"] == ALARMS
    assert told["Message"].splitlines()[:3] == [
        "The budget stackyard-dev is spent, so functions of dev are stopped.",
        "bin/resume dev gives them back what they had.",
        "Until then calls are refused, so alarms of throttled functions and failing APIs may ring for that alone.",
    ]
    assert told["Message"].splitlines()[4:] == stopped


def test_same_message_again__stops_nothing_and_tells_nobody(brake: Any) -> None:
    brake.handler(event(), CONTEXT)
    assert brake.handler(event(), CONTEXT) == {"stopped": []}
    assert len(brake.SNS.published) == 1


@pytest.mark.parametrize("other", [event("Budget Name: stackyard-dev-two"), event(topic=ALARMS), {"Records": []}])
def test_message_about_anything_else__stops_nothing(brake: Any, other: dict[str, Any]) -> None:
    assert brake.handler(other, CONTEXT) == {"stopped": []}
    assert brake.SNS.published == []


def test_region_where_functions_run_on__is_told_and_tried_again(brake: Any) -> None:
    brake.LAMBDAS["eu-central-1"].refused = {"stackyard-dev-a"}
    with pytest.raises(StackyardError, match="stackyard-dev-a: Lambda refuses"):
        brake.handler(event(), CONTEXT)
    assert brake.LAMBDAS["eu-west-1"].functions["stackyard-dev-b"].reserved == 0
    (told,) = brake.SNS.published
    assert "NOT stopped: stackyard-dev-a: Lambda refuses" in told["Message"]
