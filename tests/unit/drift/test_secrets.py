"""What a secret parameter gave is not told of drift."""

from __future__ import annotations

import pytest
from stackyard.drift import PropertyDrift, detect
from stackyard.drift.reversals import preview_of_all, propose_all
from stackyard.plan import read_stacks
from stackyard.preview import PropertyChange

from tests.fakes.stacks import make_workshop
from tests.unit.drift.service import NAME, DriftingCloudFormation, as_json, difference, found, modified

VARIABLES = {"HOST": "db", "LOGIN": {"Fn::Sub": "user:${Pass}@db"}, "OTHER": {"Ref": "Passage"}}
TAGS = [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": {"Fn::If": ["HasPass", {"Ref": "Pass"}, "none"]}}]
TEMPLATE = {
    "Parameters": {"Pass": {"Type": "String", "NoEcho": True}, "Passage": {"Type": "String"}},
    "Resources": {"Queue": {"Properties": {"Environment": {"Variables": VARIABLES}, "Tags": TAGS}}},
}


@pytest.fixture
def fake() -> DriftingCloudFormation:
    made = DriftingCloudFormation(templates={NAME: TEMPLATE})
    made.deploy(Queue="AWS::SQS::Queue")
    return made


def told(fake: DriftingCloudFormation, *differences: dict[str, str]) -> list[PropertyDrift]:
    fake.drifts = {NAME: [found("Queue", "MODIFIED", PropertyDifferences=list(differences))]}
    [stack] = detect(fake, list(read_stacks(fake, "stackyard-dev-").values()))
    return [each for one in stack.drifted for each in one.properties]


@pytest.mark.parametrize("path", ["/Environment/Variables/LOGIN", "/Tags/1/Value"])
def test_value_that_a_secret_gave__is_masked_on_both_sides(fake: DriftingCloudFormation, path: str) -> None:
    [one] = told(fake, difference(path, "swordfish", "stolen"))
    assert (one.expected, one.actual) == ("****", "****")


@pytest.mark.parametrize("path", ["/Environment/Variables/HOST", "/Environment/Variables/OTHER", "/Tags/0/Value"])
def test_value_beside_it__is_shown(fake: DriftingCloudFormation, path: str) -> None:
    [one] = told(fake, difference(path, "old", "new"))
    assert (one.expected, one.actual) == ("old", "new")


def test_whole_map_that_differs__is_taken_apart_first(fake: DriftingCloudFormation) -> None:
    sides = ({"HOST": "db", "LOGIN": "swordfish"}, {"HOST": "other", "LOGIN": "stolen"})
    assert told(fake, difference("/Environment/Variables", *map(as_json, sides))) == [
        PropertyDrift("Environment.Variables.HOST", "db", "other"),
        PropertyDrift("Environment.Variables.LOGIN", "****", "****"),
    ]


def test_secret_that_is_gone__says_that_it_is(fake: DriftingCloudFormation) -> None:
    [one] = told(fake, difference("/Tags/1/Value", "swordfish", "null", "REMOVE"))
    assert (one.expected, one.actual) == ("****", "")


def test_preview_of_taking_it_back__masks_it_too(fake: DriftingCloudFormation) -> None:
    target = {"Attribute": "Properties", "Path": "/Properties/Environment/Variables/LOGIN", "AfterValue": "swordfish"}
    fake.proposal = [modified(Details=[{"Target": {**target, "Drift": {"ActualValue": "stolen"}}}])]
    fake.drifts = {NAME: [found("Queue", "MODIFIED", PropertyDifferences=[difference("/DelaySeconds", "0", "7")])]}
    states = list(read_stacks(fake, "stackyard-dev-").values())
    [stack] = preview_of_all(propose_all(make_workshop(fake), states, detect(fake, states), ())).stacks
    [resource] = stack.resources
    assert resource.properties == (PropertyChange("Environment.Variables.LOGIN", "****", "****"),)
