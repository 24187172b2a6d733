"""The reaper's function, against an AWS in process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws
from stackyard.target import Target

ROLE = "arn:aws:iam::123456789012:role/stackyard-dev-housekeeping-reaper-RemovalRole"
TEMPLATE = "Resources: {Queue: {Type: AWS::SQS::Queue}}"
PAST = "2026-01-01T00:00:00Z"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch, load_handler: Callable[[str, str], ModuleType]) -> Iterator[ModuleType]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "ENVIRONMENT": "dev",
        "REMOVAL_ROLE_ARN": ROLE,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Target, "now", lambda _: NOW)  # moto answers with this machine's time
    with mock_aws():
        yield load_handler("housekeeping", "reap")


def context(milliseconds: int = 900_000) -> Any:
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:stackyard-dev-housekeeping-reaper-Reap"
    return SimpleNamespace(invoked_function_arn=arn, get_remaining_time_in_millis=lambda: milliseconds)


def cloudformation() -> Any:
    target = Target("dev", "stackyard-dev", "123456789012", "eu-central-1", "aws", "amazonaws.com", "")
    return target.client("cloudformation")


def make(environment: str, expires: str) -> None:
    tags = {"stackyard:environment": environment, **({"stackyard:expires": expires} if expires else {})}
    cloudformation().create_stack(
        StackName=f"stackyard-{environment}-shop-data",
        TemplateBody=TEMPLATE,
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )


def names() -> list[str]:
    return sorted(stack["StackName"] for stack in cloudformation().describe_stacks()["Stacks"])


def test_call__takes_what_expired_and_nothing_else(function: ModuleType) -> None:
    make("kim", PAST)
    make("ann", "2999-01-01T00:00:00Z")
    make("dev", "")
    answer = function.handler({}, context())
    assert answer == {"gone": ["kim"], "left": {"ann": "it lives until 2999-01-01T00:00:00Z"}}
    assert names() == ["stackyard-ann-shop-data", "stackyard-dev-shop-data"]


def test_deletion__is_asked_for_by_the_role_of_removals(function: ModuleType) -> None:
    make("kim", PAST)
    asked: list[dict[str, Any]] = []
    workshop = function.workshop_of(context())
    workshop.cloudformation.meta.events.register_last(
        "before-parameter-build.cloudformation.DeleteStack", lambda params, **_: asked.append(params)
    )
    workshop.cloudformation.delete_stack(StackName="stackyard-kim-shop-data")
    assert [one["RoleARN"] for one in asked] == [ROLE]


def test_little_time_left__begins_nothing(function: ModuleType) -> None:
    make("kim", PAST)
    assert function.handler({}, context(60_000))["left"] == {"kim": "the time is over: next time"}
    assert names() == ["stackyard-kim-shop-data"]


def test_what_cannot_go__fails_the_call_with_its_name(function: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    make("kim", PAST)
    function.workshop_of(context()).target.client("sqs").create_queue(QueueName="stackyard-kim-by-hand")
    with caplog.at_level(logging.INFO), pytest.raises(RuntimeError, match="kim: 1 resource named stackyard-kim-"):
        function.handler({}, context())
    assert any(message.startswith("failed kim") for message in caplog.messages)
