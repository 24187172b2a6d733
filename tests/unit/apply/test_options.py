"""What change sets are asked with where an environment opts in."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Modes
from stackyard.apply.options import NoExpressError, create, in_mode, mode_options

from tests.fakes.previews import refusal
from tests.fakes.stacks import make_template, make_workshop

NO_TRIGGERS = {"RollbackTriggers": [], "MonitoringTimeInMinutes": 0}
EXPRESS = {"DeploymentConfig": {"Mode": "EXPRESS", "DisableRollback": False}}


class Choosy:
    """A CloudFormation that refuses requests with ``DeploymentConfig``."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.asked: list[dict[str, Any]] = []

    def create_change_set(self, **request: Any) -> dict[str, str]:
        self.asked.append(request)
        if "DeploymentConfig" in request:
            raise refusal("ValidationError", self.message)
        return {"Id": "1", "StackId": "2"}


def options(*, new: bool, **modes: Any) -> dict[str, Any]:
    workshop = make_workshop(None, modes=Modes(**modes))
    return mode_options(workshop, "stackyard-dev-shop-data", make_template(), new=new)


def test_new_stack__gets_nothing_that_was_not_asked_for() -> None:
    assert options(new=True) == {}


def test_update_without_triggers__forgets_those_of_before() -> None:
    assert options(new=False) == {"RollbackConfiguration": NO_TRIGGERS}


def test_express__rolls_back_all_the_same() -> None:
    assert options(new=True, express=True) == EXPRESS


def test_stack_without_alarms__is_watched_by_none() -> None:
    found = options(new=False, rollback_triggers=True, monitoring_minutes=5)
    assert found == {"RollbackConfiguration": NO_TRIGGERS}


@pytest.mark.parametrize("message", ["EXPRESS mode is not supported in this Region", "Unknown field DeploymentConfig"])
def test_service_without_express__is_told_apart_from_other_refusals(message: str) -> None:
    workshop = make_workshop(Choosy(message), modes=Modes(express=True))
    with pytest.raises(NoExpressError, match=message):
        create(workshop, {"StackName": "data", **EXPRESS})


@pytest.mark.parametrize(
    ("message", "express"), [("Template format error", True), ("EXPRESS is a bad name for a parameter", False)]
)
def test_other_refusal__stays_what_it_is(message: str, express: bool) -> None:
    cloudformation = Choosy(message)
    with pytest.raises(ClientError, match=message):
        create(make_workshop(cloudformation, modes=Modes(express=express)), {"StackName": "data", **EXPRESS})
    assert len(cloudformation.asked) == 1


GRADUALLY = {"GradualDeployments": "Canary10Percent5Minutes", "Other": "x"}


@pytest.mark.parametrize(
    ("at_once", "given", "sent"),
    [
        (False, GRADUALLY, GRADUALLY),
        (True, GRADUALLY, {"GradualDeployments": "AllAtOnce", "Other": "x"}),
        (True, {"GradualDeployments": ""}, {"GradualDeployments": ""}),
        (True, {"Other": "x"}, {"Other": "x"}),
    ],
)
def test_aliases__move_at_once_where_a_mode_wants_that(
    at_once: bool,
    given: dict[str, str],
    sent: dict[str, str],
) -> None:
    assert in_mode(Modes(at_once=at_once), given) == sent
