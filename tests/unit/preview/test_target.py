"""The preview of a target: what is asked, what is shown, and that nothing stays behind."""

from __future__ import annotations

import _thread
import json
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from stackyard.errors import StackyardError
from stackyard.plan import OutputRef, StackSpec, StackState, Template, make_plan
from stackyard.preview import KNOWN_LATER, Effect, PropertyChange, StackPreview, TargetPreview, preview_plan

from tests.fakes.previews import AskedCloudFormation, refusal
from tests.fakes.stacks import TAGS, make_spec, make_state, make_workshop

DATA = """
Parameters:
  Days: {Type: Number, Default: 1}
  Password: {Type: String, NoEcho: true, Default: ''}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: {Ref: Days}, KmsMasterKeyId: {Ref: Password}}
Outputs:
  Name: {Value: {Ref: Queue}}
"""
API = """
Parameters:
  Name: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: {Ref: Name}}}
"""
ADDED = [{"Action": "Add", "LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue"}]


def data(**parameters: str) -> StackSpec:
    return make_spec("data", dict(parameters), template=Template.parse(DATA))


def api() -> StackSpec:
    return make_spec("api", {"Name": OutputRef("shop", "data", "Name")}, template=Template.parse(API))


def deployed(**changes: Any) -> StackState:
    settings = {"parameters": {"Days": "1", "Password": "****"}, "outputs": {"Name": "q"}, "tags": TAGS, **changes}
    return make_state("data", **settings)


def modified(name: str, **more: Any) -> dict[str, Any]:
    target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": "Never"}
    return {
        "Action": "Modify",
        "LogicalResourceId": "Queue",
        "PhysicalResourceId": "q",
        "ResourceType": "AWS::SQS::Queue",
        "Replacement": "False",
        "Scope": ["Properties"],
        "Details": [{"Target": target, "ChangeSource": "DirectModification"}],
        **more,
    }


def ask(cloudformation: AskedCloudFormation, *specs: StackSpec, states: tuple[StackState, ...] = ()) -> TargetPreview:
    plan = make_plan(specs, {state.name: state for state in states})
    try:
        return preview_plan(make_workshop(cloudformation, bucket="artifacts"), plan)
    finally:
        assert cloudformation.change_sets == {}
        assert cloudformation.shells == set()


def update(*answer: dict[str, Any], spec: StackSpec | None = None, **state: Any) -> StackPreview:
    name = data().name
    cloudformation = AskedCloudFormation(templates={name: DATA}, answers={name: list(answer)})
    [stack] = ask(cloudformation, spec or data(Days="2"), states=(deployed(**state),)).stacks
    return stack


def test_new_stack__is_previewed_like_any_and_its_shell_removed() -> None:
    cloudformation = AskedCloudFormation(answers={data().name: ADDED})
    [stack] = ask(cloudformation, data()).stacks
    assert [(one.logical_id, one.effect) for one in stack.resources] == [("Queue", Effect.ADD)]
    assert [one["ChangeSetType"] for one in cloudformation.asked] == ["CREATE"]


def test_unchanged_stack__is_not_asked_about() -> None:
    cloudformation = AskedCloudFormation()
    fresh = ask(cloudformation, data()).stacks[0]
    tags = {tag["Key"]: tag["Value"] for tag in cloudformation.asked[0]["Tags"]}
    again = ask(cloudformation, data(), states=(deployed(tags=tags),))
    assert (fresh.action, again.stacks[0].action) == ("create", "unchanged")
    assert len(cloudformation.asked) == 1


def test_values_that_cloudformation_sends__are_shown() -> None:
    before, after = {"DelaySeconds": "1"}, {"DelaySeconds": "2", "QueueName": "{{changeSet:KNOWN_AFTER_APPLY}}"}
    contexts = {
        "BeforeContext": json.dumps({"Properties": before}),
        "AfterContext": json.dumps({"Properties": after}),
    }
    spec = make_spec("data")
    cloudformation = AskedCloudFormation(
        templates={spec.name: spec.template.body}, answers={spec.name: [modified("DelaySeconds", **contexts)]}
    )
    [queue] = ask(cloudformation, spec, states=(deployed(),)).stacks[0].resources
    assert queue.properties == (
        PropertyChange("DelaySeconds", "1", "2"),
        PropertyChange("QueueName", "", KNOWN_LATER),
    )
    assert queue.physical_id == "q"


def test_values_that_cloudformation_does_not_send__come_from_both_templates() -> None:
    [queue] = update(modified("DelaySeconds")).resources
    assert queue.properties == (PropertyChange("DelaySeconds", "1", "2"),)


def test_parameters_of_an_update__are_shown_before_and_after() -> None:
    assert update().parameters == (PropertyChange("Days", "1", "2"),)


def test_tags_outputs_and_protection__are_told_of_the_stack() -> None:
    old = DATA.replace("Name:", "Label:")
    spec = make_spec("data", template=Template.parse(DATA), tags={**TAGS, "stackyard:owner": "new"}, protected=True)
    cloudformation = AskedCloudFormation(templates={spec.name: old})
    state = deployed(tags={**TAGS, "stackyard:owner": "old", "stackyard:commit": "1"})
    [stack] = ask(cloudformation, spec, states=(state,)).stacks
    assert stack.parameters == (
        PropertyChange("tag stackyard:owner", "old", "new"),
        PropertyChange("output Label", "${Queue}", ""),
        PropertyChange("output Name", "", "${Queue}"),
        PropertyChange("termination protection", "off", "on"),
    )


def test_secret_parameter__shows_nowhere() -> None:
    contexts = {"BeforeContext": '{"Properties": {}}', "AfterContext": '{"Properties": {"KmsMasterKeyId": "hunter2"}}'}
    change = modified("KmsMasterKeyId", **contexts)
    change["Details"][0] |= {"ChangeSource": "ParameterReference", "CausingEntity": "Password"}
    stack = update(change, spec=data(Password="hunter2"))
    follows = "**** (follows Password)"
    assert "hunter2" not in str(stack)
    assert stack.resources[0].properties == (PropertyChange("KmsMasterKeyId", follows, follows),)


def test_resource_that_gets_nothing_but_the_kits_tags__is_left_out() -> None:
    tags = {"Attribute": "Tags", "RequiresRecreation": "Never"}
    assert update(modified("", Scope=["Tags"], Details=[{"Target": tags}]), spec=data()).resources == ()


def test_replaced_resource__says_which_property_does_it_and_what_becomes_of_the_old_one() -> None:
    change = modified("DelaySeconds", Replacement="True", PolicyAction="ReplaceAndRetain")
    change["Details"][0]["Target"]["RequiresRecreation"] = "Always"
    [queue] = update(change).resources
    assert (queue.effect, queue.maybe, queue.retained) == (Effect.REPLACE, False, True)
    assert queue.properties == (PropertyChange("DelaySeconds", "1", "2", replaces=True),)


def test_resource_that_may_be_replaced__is_told_as_such() -> None:
    change = modified("DelaySeconds", Replacement="Conditional")
    change["Details"][0]["Target"]["RequiresRecreation"] = "Conditionally"
    [queue] = update(change).resources
    assert (queue.effect, queue.maybe, queue.retained) == (Effect.REPLACE, True, False)


def test_removed_resource__is_kept_where_its_policy_says_so() -> None:
    old = DATA.replace("Type: AWS::SQS::Queue", "Type: AWS::SQS::Queue\n    DeletionPolicy: RetainExceptOnCreate")
    removed = {"Action": "Remove", "LogicalResourceId": "Queue", "ResourceType": "AWS::SQS::Queue"}
    cloudformation = AskedCloudFormation(templates={data().name: old}, answers={data().name: [removed]})
    [stack] = ask(cloudformation, data(Days="2"), states=(deployed(),)).stacks
    assert [(one.effect, one.retained) for one in stack.resources] == [(Effect.REMOVE, True)]


def test_output_of_a_stack_to_come__is_known_after_deploy() -> None:
    cloudformation = AskedCloudFormation()
    _, stack = ask(cloudformation, data(), api()).stacks
    assert stack.parameters == (PropertyChange("Name", "", KNOWN_LATER),)
    asked = {one["StackName"]: one["Parameters"] for one in cloudformation.asked}
    assert asked[api().name] == [{"ParameterKey": "Name", "ParameterValue": "known-after-deploy"}]


@pytest.mark.parametrize("answer", [refusal("ValidationError", "no such thing"), "no such thing"])
def test_stand_in_that_is_refused__leads_to_a_comparison_of_templates(answer: str | Exception) -> None:
    cloudformation = AskedCloudFormation(answers={api().name: answer})
    _, stack = ask(cloudformation, data(), api()).stacks
    assert [(one.logical_id, one.effect) for one in stack.resources] == [("Topic", Effect.ADD)]
    assert stack.note == "compared by templates: CloudFormation wants to know Name first (no such thing)"


def test_caller_who_may_not_make_change_sets__gets_a_comparison_of_templates() -> None:
    answer = refusal("AccessDenied", "you may not")
    cloudformation = AskedCloudFormation(templates={data().name: DATA}, answers={data().name: answer})
    [stack] = ask(cloudformation, data(Days="2"), states=(deployed(),)).stacks
    assert stack.resources[0].properties == (PropertyChange("DelaySeconds", "1", "2"),)
    assert stack.note == "compared by templates, as change sets may not be made: you may not"


def test_half_finished_stack__is_previewed_by_templates_without_a_question() -> None:
    cloudformation = AskedCloudFormation()
    [stack] = ask(cloudformation, data(), states=(make_state("data", "ROLLBACK_COMPLETE"),)).stacks
    assert [(one.logical_id, one.effect) for one in stack.resources] == [("Queue", Effect.ADD)]
    assert stack.note.startswith("compared by templates: ")
    assert cloudformation.asked == []


def test_stacks_that_would_be_refused__are_told_all_at_once() -> None:
    other = make_spec("other", template=Template.parse(DATA))
    refused: dict[str, Any] = {data().name: refusal("ValidationError", "first"), other.name: "second"}
    with pytest.raises(StackyardError, match="2 things are wrong with this deployment") as caught:
        ask(AskedCloudFormation(answers=refused), data(), other)
    assert "first" in str(caught.value)
    assert "second" in str(caught.value)


def test_change_set_without_changes__changes_nothing() -> None:
    reason = "The submitted information didn't contain changes. Submit different information."
    cloudformation = AskedCloudFormation(templates={data().name: DATA}, answers={data().name: reason})
    assert ask(cloudformation, data(Days="2"), states=(deployed(),)).stacks[0].resources == ()


def test_interruption__waits_until_everything_is_removed() -> None:
    looks: list[str] = []

    def look(name: str) -> str:
        looks.append(name)
        if len(looks) == 2:
            _thread.interrupt_main()
        return "CREATE_IN_PROGRESS"

    with pytest.raises(KeyboardInterrupt):
        ask(AskedCloudFormation(on_look=look), data(), api())


def test_answer_that_is_lost__leaves_no_shell_either() -> None:
    cloudformation = AskedCloudFormation()
    make = cloudformation.create_change_set

    def lose(**request: Any) -> dict[str, str]:
        make(**request)
        raise EndpointConnectionError(endpoint_url="https://cloudformation")

    cloudformation.create_change_set = lose  # type: ignore[method-assign]
    with pytest.raises(EndpointConnectionError):
        ask(cloudformation, data())


def test_fault_of_the_service__removes_everything_before_it_is_told() -> None:
    answer = refusal("InternalFailure", "try later")
    with pytest.raises(type(answer)):
        ask(AskedCloudFormation(answers={api().name: answer}), data(), api())


@pytest.mark.parametrize("theirs", [{"shell_status": "CREATE_IN_PROGRESS"}, {"strangers": [{"ChangeSetName": "x"}]}])
def test_shell_that_somebody_uses_by_now__is_left_to_them(theirs: dict[str, Any]) -> None:
    cloudformation = AskedCloudFormation(**theirs)
    preview_plan(make_workshop(cloudformation), make_plan([data()], {}))
    assert cloudformation.shells == {data().name}
    assert cloudformation.change_sets == {}


def test_permission_on_what_is_known_later__names_the_output_that_will_give_it() -> None:
    policy = "{Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: {Ref: Name}}]}"
    role = f"{{Type: 'AWS::IAM::Role', Properties: {{Policies: [{{PolicyName: p, PolicyDocument: {policy}}}]}}}}"
    template = Template.parse(f"Parameters: {{Name: {{Type: String}}}}\nResources: {{Role: {role}}}\n")
    spec = make_spec("api", {"Name": OutputRef("shop", "data", "Name")}, template=template)
    [gained] = ask(AskedCloudFormation({}), data(), spec).permissions
    assert (gained.action, gained.resource) == ("sqs:SendMessage", "${shop.data.Name}")


def test_permissions_of_all_stacks__are_compared_as_one() -> None:
    role = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - {PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: %s, Resource: '*'}]}}
"""
    spec = make_spec("data", template=Template.parse(role % "s3:PutObject"))
    cloudformation = AskedCloudFormation(templates={spec.name: role % "s3:GetObject"})
    changes = ask(cloudformation, spec, states=(deployed(),)).permissions
    assert [(one.role, one.gained, one.action) for one in changes] == [
        ("shop.data/Role", False, "s3:GetObject"),
        ("shop.data/Role", True, "s3:PutObject"),
    ]
