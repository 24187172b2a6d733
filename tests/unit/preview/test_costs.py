"""What a plan changes of the costs: both sides are counted, and the deployed one is read from the account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from stackyard.estimate.changes import Costs
from stackyard.estimate.usage import Usage
from stackyard.plan import StackSpec, StackState, Template, make_plan
from stackyard.preview.costs import plan_costs

from tests.fakes.previews import AskedCloudFormation
from tests.fakes.stacks import TAGS, make_spec, make_state, make_workshop

BEFORE = """
Parameters: {Memory: {Type: Number, Default: 128}}
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {MemorySize: {Ref: Memory}}}
  Key: {Type: AWS::KMS::Key}
"""
AFTER = """
Parameters: {Memory: {Type: Number, Default: 128}, Watched: {Type: String, Default: 'yes'}}
Conditions: {IsWatched: {'Fn::Equals': [{Ref: Watched}, 'yes']}}
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {MemorySize: {Ref: Memory}}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Condition: IsWatched}
"""
USAGE = Usage({"shop": {"api.Work": {"invocations": 1000, "milliseconds": 1024}}})


def wanted(**parameters: str) -> StackSpec:
    return make_spec("api", dict(parameters), template=Template.parse(AFTER))


def costs(spec: StackSpec, *states: StackState, usage: Usage = USAGE) -> Costs:
    cloudformation = AskedCloudFormation({})
    cloudformation.templates = {"stackyard-dev-shop-api": BEFORE}
    plan = make_plan([spec], {state.name: state for state in states})
    return plan_costs(make_workshop(cloudformation), plan, usage)


def quantities(side: Any) -> dict[str, Decimal]:
    return {one.dimension: one.quantity for one in side.drivers if one.quantity is not None}


def test_stack_that_changes__is_counted_as_it_is_deployed_and_as_it_will_be() -> None:
    found = costs(wanted(Memory="256"), make_state("api", parameters={"Memory": "512"}, tags=TAGS))
    assert quantities(found.before) == {"lambda.requests": 1000, "lambda.gb_seconds.x86_64": 512, "kms.keys": 1}
    assert quantities(found.after) == {"lambda.requests": 1000, "lambda.gb_seconds.x86_64": 256, "cloudwatch.alarms": 1}


def test_new_stack__costs_nothing_before() -> None:
    found = costs(wanted(Watched="no"))
    assert found.before.drivers == ()
    assert quantities(found.after) == {"lambda.requests": 1000, "lambda.gb_seconds.x86_64": 128}


def test_profile_that_names_what_is_not_there__is_noted_and_stops_nothing() -> None:
    found = costs(wanted(), usage=Usage({"shop": {"api.Wrok": {"invocations": 1}}}))
    assert found.after.notes == ("shop/api.Wrok: no template has it; perhaps shop/api.Work, shop/api.Alarm",)
