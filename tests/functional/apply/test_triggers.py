"""Which alarms may roll an update back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws
from stackyard.apply import Workshop
from stackyard.apply.triggers import rollback_triggers
from stackyard.plan import Template

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack
from tests.fakes.stacks import make_target, make_template, make_workshop

STACK = "stackyard-dev-shop-data"


def template(*names: str) -> Template:
    resources = {name: {"Type": "AWS::CloudWatch::Alarm", "Properties": {}} for name in names}
    return make_template(Resources={"Queue": {"Type": "AWS::SQS::Queue"}, **resources})


@dataclass
class Account:
    """An account with alarms that a stack has made."""

    cloudwatch: Any
    told: list[str] = field(default_factory=list)

    def deploy(self, *names: str) -> Workshop:
        listed = [listing("Queue", "AWS::SQS::Queue")]
        for name in names:
            listed.append(listing(name, "AWS::CloudWatch::Alarm"))
            self.cloudwatch.put_metric_alarm(
                AlarmName=f"shop-{name}", ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Threshold=0
            )
        cloudformation = FakeCloudFormation()
        cloudformation.add(FakeStack(STACK, "CREATE_COMPLETE", listed=listed))
        return make_workshop(cloudformation, self.told, target=make_target())


def listing(name: str, kind: str) -> dict[str, str]:
    return {"LogicalResourceId": name, "PhysicalResourceId": f"shop-{name}", "ResourceType": kind}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield Account(boto3.client("cloudwatch", "eu-central-1"))


def short(triggers: list[dict[str, str]]) -> list[str]:
    return [one["Arn"].rpartition(":")[2] for one in triggers]


def test_alarms_of_the_stack__are_taken_by_their_arns(account: Account) -> None:
    workshop = account.deploy("Errors")
    [found] = rollback_triggers(workshop, STACK, template("Errors"))
    assert found["Arn"].startswith("arn:aws:cloudwatch:eu-central-1:")
    assert found["Arn"].endswith(":alarm:shop-Errors")
    assert found["Type"] == "AWS::CloudWatch::Alarm"


def test_alarm_that_comes_or_goes_with_the_update__is_not_taken(account: Account) -> None:
    workshop = account.deploy("Errors", "Leaving")
    assert short(rollback_triggers(workshop, STACK, template("Errors", "Coming"))) == ["shop-Errors"]


def test_alarm_that_rings_already__is_left_out_and_told(account: Account) -> None:
    workshop = account.deploy("Errors", "Slow")
    account.cloudwatch.set_alarm_state(AlarmName="shop-Errors", StateValue="ALARM", StateReason="it rings")
    assert short(rollback_triggers(workshop, STACK, template("Errors", "Slow"))) == ["shop-Slow"]
    assert account.told == [f"{STACK}: not watched, as they ring already or are gone: shop-Errors"]


def test_alarm_that_somebody_deleted__is_left_out(account: Account) -> None:
    workshop = account.deploy("Errors")
    account.cloudwatch.delete_alarms(AlarmNames=["shop-Errors"])
    assert rollback_triggers(workshop, STACK, template("Errors")) == []


def test_more_than_five__the_first_five_are_taken_and_the_rest_is_told(account: Account) -> None:
    names = [f"A{number}" for number in range(7)]
    workshop = account.deploy(*names)
    found = rollback_triggers(workshop, STACK, template(*names))
    assert short(found) == [f"shop-{name}" for name in names[:5]]
    assert account.told == [f"{STACK}: not watched, as CloudFormation takes 5 alarms: shop-A5, shop-A6"]


def test_template_without_alarms__asks_nothing() -> None:
    assert rollback_triggers(make_workshop(None), STACK, make_template()) == []
