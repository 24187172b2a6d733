"""What change sets are asked with where an environment opts in."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Modes
from stackyard.apply.options import create, mode_options

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


def test_service_without_express__is_asked_again_without() -> None:
    told: list[str] = []
    cloudformation = Choosy("EXPRESS mode is not supported in this Region")
    answer = create(make_workshop(cloudformation, told), {"StackName": "data", **EXPRESS})
    assert answer["Id"] == "1"
    assert cloudformation.asked[-1] == {"StackName": "data"}
    assert told == ["data: no express mode here: EXPRESS mode is not supported in this Region"]


def test_other_refusal__is_not_asked_again() -> None:
    cloudformation = Choosy("Template format error")
    with pytest.raises(ClientError):
        create(make_workshop(cloudformation), {"StackName": "data", **EXPRESS})
    assert len(cloudformation.asked) == 1
