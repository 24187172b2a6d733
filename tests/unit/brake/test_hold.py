"""An environment that was stopped stays so after a deployment, above all after one that failed half-way."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.brake.hold import hold, kept_stopped
from stackyard.brake.notes import TAG

from tests.fakes.lambdas import FakeFunction, FakeLambda, arn
from tests.fakes.target import FakeTarget

OLD, NEW = "stackyard-dev-shop-Old", "stackyard-dev-shop-New"
OF_DEV = {"stackyard:environment": "dev"}


class FakeTagging:
    """The tagging API of an account with the functions of ``lambdas``."""

    def __init__(self, lambdas: FakeLambda) -> None:
        self.lambdas = lambdas

    def get_paginator(self, operation: str) -> Any:
        assert operation == "get_resources"
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return [
            {
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": arn(name),
                        "Tags": [{"Key": key, "Value": value} for key, value in one.tags.items()],
                    }
                    for name, one in self.lambdas.functions.items()
                    if TAG in one.tags
                ]
            }
        ]


def target(lambdas: FakeLambda) -> Any:
    clients = {"lambda": lambdas, "resourcegroupstaggingapi": FakeTagging(lambdas)}
    return FakeTarget(clients, environment="dev", prefix="stackyard-dev")


def lambdas(*, stopped: bool) -> FakeLambda:
    note = {TAG: "2026-11-21T10:00:00Z budget reserved=none"} if stopped else {}
    found = FakeLambda()
    found.functions = {
        OLD: FakeFunction(OF_DEV | note, reserved=0 if stopped else None),
        NEW: FakeFunction(dict(OF_DEV)),
    }
    return found


def test_deployment_that_fails__leaves_a_stopped_environment_stopped_and_says_so() -> None:
    mine = lambdas(stopped=True)
    result, answer = kept_stopped(target(mine), lambda: ({"failed": True, "msg": "why"}, "run"))
    assert (result["msg"], answer) == (f"why\n\nstopped again {NEW}", "run")
    assert mine.functions[NEW].reserved == 0


def test_deployment_that_breaks_off__leaves_it_stopped_too() -> None:
    def interrupted() -> tuple[dict[str, Any], None]:
        raise KeyboardInterrupt

    mine = lambdas(stopped=True)
    with pytest.raises(KeyboardInterrupt):
        kept_stopped(target(mine), interrupted)
    assert mine.functions[NEW].reserved == 0


def test_failed_deployment_of_an_environment_that_runs__stops_nothing() -> None:
    mine = lambdas(stopped=False)
    result, _ = kept_stopped(target(mine), lambda: ({"failed": True, "msg": "why"}, None))
    assert result["msg"] == "why"
    assert mine.functions[NEW].reserved is None


def test_deployment_that_succeeds__is_left_to_the_budgets_task() -> None:
    mine = lambdas(stopped=True)
    assert kept_stopped(target(mine), lambda: ({"changed": True}, None)) == ({"changed": True}, None)
    assert mine.functions[NEW].reserved is None


def test_functions_that_cannot_be_stopped_after_a_failure__do_not_hide_it() -> None:
    mine = lambdas(stopped=True)
    mine.refused = {NEW}
    result, _ = kept_stopped(target(mine), lambda: ({"failed": True, "msg": "why"}, None))
    assert result["msg"].startswith("why\n\nshould the environment be stopped, functions of it may run")
    assert "bin/stop dev" in result["msg"]


def test_looking__stops_nothing() -> None:
    mine = lambdas(stopped=True)
    found, held = hold(target(mine), dry=True)
    assert (found.count, held, mine.writes) == (1, [], [])
