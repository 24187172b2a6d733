"""What is deployed while things go wrong: accounts as they stand before, and the stacks that are wanted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from botocore.config import Config
from stackyard.apply import DeployError, Modes, Pace, Workshop, apply_plan
from stackyard.plan import OutputRef, StackSpec, Template, make_plan, read_stacks
from stackyard.plan.template import INLINE_LIMIT
from stackyard.preview import TargetPreview, preview_plan
from stackyard.refusals import explaining
from stackyard.target import CLIENT_CONFIG

from tests.fakes.account import DEPLOYMENT, METHOD, Account
from tests.fakes.stacks import make_spec, make_target
from tests.fakes.wire import Fault, Wire, no_fault

TARGET = make_target(access_key_id="testing", secret_access_key="testing")  # nothing leaves this process
CONFIG = CLIENT_CONFIG.merge(Config(user_agent="tests"))  # botocore's own takes a tenth of a request to write


@dataclass(frozen=True)
class Scene:
    """``before`` makes the account, ``specs`` are wanted."""

    name: str
    before: Callable[[Desk], Account]
    specs: tuple[StackSpec, ...]


@dataclass
class Desk:
    """Where a command is typed: clients on a wire, and everything else new each time."""

    wire: Wire = field(default_factory=lambda: Wire(Account()))

    def __post_init__(self) -> None:
        self.cloudformation = self.wire.attach(TARGET.client("cloudformation", config=CONFIG))
        self.s3 = self.wire.attach(TARGET.client("s3", config=CONFIG))

    def deploy(self, account: Account, specs: tuple[StackSpec, ...], fault: Fault = no_fault, **habits: Any) -> None:
        """Do what the command does: read, plan and apply; one stack at a time, so that requests come in one order."""
        self.wire.renew(account, fault)
        pace = habits.pop("pace", Pace(sleep=lambda _: None))
        habits = {"pace": pace, "modes": Modes(stack_policies=True), **habits}
        workshop = Workshop(TARGET, self.cloudformation, s3=self.s3, bucket="artifacts", **habits)
        with explaining(TARGET):
            plan = make_plan(specs, read_stacks(self.cloudformation, f"{TARGET.prefix}-"))
            apply_plan(workshop, plan, at_once=1)

    def preview(
        self, account: Account, specs: tuple[StackSpec, ...], fault: Fault = no_fault, **habits: Any
    ) -> TargetPreview:
        """Do what the command does in check mode."""
        self.wire.renew(account, fault)
        pace = Pace(sleep=lambda _: None)
        workshop = Workshop(TARGET, self.cloudformation, s3=self.s3, bucket="artifacts", pace=pace, **habits)
        with explaining(TARGET):
            return preview_plan(workshop, make_plan(specs, read_stacks(self.cloudformation, f"{TARGET.prefix}-")))


def template(resources: dict[str, str], parameters: tuple[str, ...] = (), padding: int = 0) -> Template:
    document = {
        "Parameters": {name: {"Type": "String"} for name in parameters},
        "Resources": {name: {"Type": kind} for name, kind in resources.items()},
        "Outputs": {"Id": {"Value": "id"}},
    }
    return Template.parse(yaml.safe_dump(document) + "#" * padding, "shop.yaml")


def stack(name: str, resources: dict[str, str], takes: str = "", padding: int = 0) -> StackSpec:
    parameters = {"Other": OutputRef("shop", takes, "Id")} if takes else {}
    return make_spec(
        name, parameters, template=template(resources, tuple(parameters), padding), protected=name == "data"
    )


DATA = {"Bucket": "AWS::S3::Bucket"}
DEPLOYED = (
    stack("data", DATA),
    stack("api", {"GetOld": METHOD, "GetNew": METHOD, "ApiDeployment0123456789ab": DEPLOYMENT}, takes="data"),
    stack("mail", {"Queue": "AWS::SQS::Queue"}, padding=INLINE_LIMIT),
)
CHANGED = (
    stack("data", {**DATA, "Table": "AWS::DynamoDB::Table"}),
    stack("api", {"GetNew": METHOD, "ApiDeploymentba9876543210": DEPLOYMENT}, takes="data"),  # a route less
    stack("mail", {"Topic": "AWS::SNS::Topic"}, padding=INLINE_LIMIT),
)
OTHERS = (
    stack("data", {**DATA, "Archive": "AWS::S3::Bucket"}),
    stack("api", {"GetOther": METHOD, "ApiDeployment00000000aaaa": DEPLOYMENT}, takes="data"),
    stack("mail", {"Queue": "AWS::SQS::Queue", "Failed": "AWS::SQS::Queue"}, padding=INLINE_LIMIT),
)


def empty(desk: Desk) -> Account:
    del desk
    return Account()


def deployed(desk: Desk) -> Account:
    account = Account()
    desk.deploy(account, DEPLOYED)
    return account


def failed(desk: Desk) -> Account:
    """Leave a stack whose creation failed, and one whose update failed and could not be taken back."""
    account = Account()
    desk.deploy(account, DEPLOYED[:1])
    account.failing, account.stuck = {"Table", "Queue"}, {"Table"}
    for specs in (CHANGED[:1], DEPLOYED[2:]):
        with pytest.raises(DeployError, match="it is rolled back"):
            desk.deploy(account, specs)
    account.failing, account.stuck = set(), set()
    assert sorted(one.status for one in account.living()) == ["ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"]
    return account


SCENES = {
    scene.name: scene
    for scene in (
        Scene("first deployment", empty, DEPLOYED),
        Scene("changed templates", deployed, CHANGED),
        Scene("stacks that failed before", failed, CHANGED),
    )
}


def fresh(account: Account) -> Account:
    """Make another account of the same content; nothing is in progress in it."""
    assert not any(one.busy for one in account.stacks.values())
    return copy.deepcopy(account)
