"""Forty stacks while CloudFormation refuses every third request: what it takes, and what is left when it never ends."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from stackyard.apply import DeployError, Lines, Pace, Workshop, apply_plan
from stackyard.plan import OutputRef, StackSpec, make_plan, read_stacks

from tests.fakes.account import Account, Refusal
from tests.fakes.wire import Serve, Wire
from tests.functional.apply.faults.scenes import TARGET, stack, template

STACKS = 40
QUEUE = {"Queue": "AWS::SQS::Queue"}


@dataclass
class Busy:
    """Refuses requests: ``share`` of them by chance, and all of them after ``until``."""

    share: float = 0.3
    until: int = 10**9
    chance: random.Random = field(default_factory=lambda: random.Random(4))
    refused: int = 0

    def __call__(self, number: int, operation: str, serve: Serve) -> dict[str, Any]:
        # The listing before everything else is not asked again: nothing has begun by then.
        if operation != "DescribeStacks" and (number > self.until or self.chance.random() < self.share):
            self.refused += 1
            raise Refusal("Throttling", "Rate exceeded")
        return serve()


def specs() -> list[StackSpec]:
    """Give a first stack, and those that take its output."""
    first = stack("s0", QUEUE)
    parameters = {"Other": OutputRef("shop", "s0", "Id")}
    more = template(QUEUE, ("Other",))
    others = (
        replace(first, stack=f"s{number}", name=f"{first.name[:-1]}{number}", template=more, parameters=parameters)
        for number in range(1, STACKS)
    )
    return [first, *others]


def deploy(account: Account, fault: Any) -> tuple[Counter[str], list[str]]:
    """Deploy with one client for all threads; the requests by operation, and what was told."""
    wire, told = Wire(account, fault), list[str]()
    client = wire.attach(TARGET.client("cloudformation"))
    workshop = Workshop(TARGET, client, pace=Pace(sleep=lambda _: None), observer=Lines(told.append))
    apply_plan(workshop, make_plan(specs(), read_stacks(client, TARGET.prefix)))
    return Counter(wire.asked), told


def test_requests_refused_now_and_then__are_asked_again_and_every_change_set_is_executed_once() -> None:
    account, busy = Account(), Busy()
    asked, _ = deploy(account, busy)
    assert len(account.state()) == STACKS
    assert all(one["healthy"] and not one["change sets"] for one in account.state().values())
    assert account.made == STACKS
    assert busy.refused > STACKS
    assert asked["CreateChangeSet"] > STACKS


@pytest.mark.parametrize("until", [100, 150])
def test_requests_refused_for_good__are_told_in_words_and_the_same_command_ends_well(until: int) -> None:
    account = Account()
    with pytest.raises(DeployError) as caught:
        deploy(account, Busy(until=until))
    assert 1 <= len(caught.value.failed) <= STACKS
    assert all("busy" in str(error) or "too many requests" in str(error) for error in caught.value.failed.values())
    assert all("same command" in error.remedy for error in caught.value.failed.values())
    deploy(account, Busy(share=0.0))
    assert all(one["healthy"] and not one["change sets"] for one in account.state().values())
    assert len(account.state()) == STACKS
