"""Outputs that a deployment changes, and what stacks that take them are shown to get."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.plan import OutputRef, StackSpec, StackState, Template, make_plan
from stackyard.plan.digest import stack_digest
from stackyard.plan.values import Given, find_values
from stackyard.preview import (
    KNOWN_LATER,
    Effect,
    PropertyChange,
    StackPreview,
    TargetPreview,
    compare_plan,
    preview_plan,
)

from tests.fakes.previews import AskedCloudFormation
from tests.fakes.stacks import TAGS, make_spec, make_state, make_workshop

DATA = """
Parameters:
  Label: {Type: String, Default: one}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: {Ref: Label}}}
  Other: {Type: AWS::SQS::Queue}
Outputs:
  Name: {Value: {'Fn::GetAtt': [Queue, QueueName]}}
  Tail: {Value: {'Fn::GetAtt': [Queue, Tail]}}
  Label: {Value: {Ref: Label}}
  Other: {Value: {Ref: Other}}
"""
TAKER = """
Parameters:
  Given: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: {Ref: Given}}}
  Rest: {Type: AWS::SNS::Topic, Properties: {DisplayName: same}}
Outputs:
  Topic: {Value: {Ref: Topic}}
  Given: {Value: {Ref: Given}}
"""
OUTPUTS = {"Name": "q", "Tail": "t", "Label": "one", "Other": "o"}


def data(label: str = "two", body: str = DATA) -> StackSpec:
    return make_spec("data", {"Label": label}, template=Template.parse(body))


def taker(output: str, name: str = "api", of: str = "data") -> StackSpec:
    return make_spec(name, {"Given": OutputRef("shop", of, output)}, template=Template.parse(TAKER))


def there(spec: StackSpec, outputs: dict[str, str], given: dict[tuple[str, str], Given]) -> StackState:
    """A stack as it is right after it was deployed."""
    values = find_values(spec, given).known
    digest = stack_digest(spec, values)
    tags = {**TAGS, "stackyard:digest": digest}
    return make_state(spec.stack, parameters=dict(values), outputs=outputs, tags=tags)


def change(effect: str, name: str = "Queue") -> list[dict[str, Any]]:
    replacement = {"replace": "True", "maybe": "Conditional", "modify": "False"}[effect]
    target = {"Attribute": "Properties", "Name": "QueueName", "RequiresRecreation": "Always"}
    return [
        {
            "Action": "Modify",
            "LogicalResourceId": name,
            "ResourceType": "AWS::SQS::Queue",
            "Replacement": replacement,
            "Scope": ["Properties"],
            "Details": [{"Target": target, "ChangeSource": "DirectModification"}],
        }
    ]


def shown(
    takers: list[StackSpec], answers: list[dict[str, Any]], new: StackSpec | None = None
) -> tuple[TargetPreview, AskedCloudFormation]:
    given = {("shop", "data"): Given(OUTPUTS)}
    states = [there(data("one"), OUTPUTS, {})]
    for spec in takers:
        took = find_values(spec, given).known["Given"]
        outputs = {"Topic": "t", "Given": took}
        states.append(there(spec, outputs, given))
        given[spec.key] = Given(outputs)
    wanted = new or data()
    templates = {wanted.name: DATA, **{spec.name: TAKER for spec in takers}}
    cloudformation = AskedCloudFormation(templates=templates, answers={wanted.name: answers})
    plan = make_plan([wanted, *takers], {state.name: state for state in states})
    assert {step.spec.stack: str(step.action) for step in plan.stacks if step.spec.stack != "data"} == {
        spec.stack: "unchanged" for spec in takers
    }
    return preview_plan(make_workshop(cloudformation, bucket="artifacts"), plan), cloudformation


def seen(output: str, effect: str, name: str = "Queue") -> StackPreview:
    preview, _ = shown([taker(output)], change(effect, name))
    return preview.stacks[1]


@pytest.mark.parametrize("effect", ["replace", "maybe"])
@pytest.mark.parametrize("output", ["Name", "Tail"])
def test_output_of_a_replaced_resource__is_known_after_deploy_to_who_takes_it(output: str, effect: str) -> None:
    api = seen(output, effect)
    assert (api.action, api.reason) == ("update", f"takes outputs that may change: data.{output}")
    old = OUTPUTS[output]
    assert api.parameters[0] == PropertyChange("Given", old, KNOWN_LATER)
    [topic] = api.resources
    assert (topic.logical_id, topic.effect) == ("Topic", Effect.MODIFY)
    assert topic.properties == (PropertyChange("DisplayName", old, KNOWN_LATER),)


def test_resource_that_is_modified__keeps_its_name_but_perhaps_no_other_attribute() -> None:
    assert seen("Name", "modify").action == "unchanged"
    assert seen("Tail", "modify").parameters[0] == PropertyChange("Given", "t", KNOWN_LATER)


def test_output_of_another_resource__stays_as_it_is_and_nobody_is_asked() -> None:
    preview, cloudformation = shown([taker("Other")], change("replace"))
    assert preview.stacks[1].action == "unchanged"
    assert len(cloudformation.asked) == 1


def test_output_that_says_its_value_itself__is_shown_with_the_new_one() -> None:
    api = seen("Label", "modify")
    assert api.parameters[0] == PropertyChange("Given", "one", "two")
    assert PropertyChange("output Given", "one", "two") in api.parameters


def test_output_that_names_another_resource_from_now_on__is_known_after_deploy() -> None:
    other = DATA.replace("Name: {Value: {'Fn::GetAtt': [Queue, QueueName]}}", "Name: {Value: {Ref: Other}}")
    preview, _ = shown([taker("Name")], [], data("one", other))
    assert preview.stacks[1].parameters[0] == PropertyChange("Given", "q", KNOWN_LATER)


def test_stacks_that_follow_a_follower__are_shown_too() -> None:
    chain = [taker("Name"), taker("Given", "web", "api")]
    preview, cloudformation = shown(chain, change("replace"))
    assert [stack.action for stack in preview.stacks] == ["update", "update", "update"]
    assert preview.stacks[2].parameters[0] == PropertyChange("Given", "q", KNOWN_LATER)
    assert cloudformation.change_sets == {}
    assert len(cloudformation.asked) == 3


def test_stack_that_takes_what_does_not_move__is_left_alone_behind_a_follower() -> None:
    chain = [taker("Name"), taker("Topic", "web", "api")]
    preview, _ = shown(chain, change("replace"))
    assert preview.stacks[2].action == "unchanged"


def test_comparison_of_templates_alone__follows_too() -> None:
    other = data("one", DATA.replace("[Queue, QueueName]", "[Other, QueueName]"))
    api = taker("Name")
    given = {("shop", "data"): Given(OUTPUTS)}
    states = [there(data("one"), OUTPUTS, {}), there(api, {"Topic": "t", "Given": "q"}, given)]
    plan = make_plan([other, api], {state.name: state for state in states})
    cloudformation = AskedCloudFormation(templates={other.name: DATA, api.name: TAKER})
    preview = compare_plan(make_workshop(cloudformation), plan, {}, {})
    assert preview.stacks[1].parameters[0] == PropertyChange("Given", "q", KNOWN_LATER)
    assert cloudformation.asked == []
