from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from embedded.lifecycle.environment import ACCOUNT
from tests.contract.embedded_server import DeployError, EmbeddedServer
from tests.patience import PATIENCE_SECONDS, eventually

_PAGE = 100  # entries of a list that MiniStack tells at once
QUEUE: dict[str, Any] = {"Type": "AWS::SQS::Queue"}
HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
WAIT = {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "3000"}}


def queue(**properties: Any) -> dict[str, Any]:
    return {**QUEUE, "Properties": properties}


def change_set(
    server: EmbeddedServer, stack: str, template: dict[str, Any], *, kind: str = "UPDATE", **options: Any
) -> dict[str, Any]:
    """Creates a change set and returns its description."""
    cloudformation = server.client("cloudformation")
    names = {"StackName": stack, "ChangeSetName": f"changes-{time.monotonic_ns()}"}
    cloudformation.create_change_set(**names, ChangeSetType=kind, TemplateBody=json.dumps(template), **options)
    described: dict[str, Any] = cloudformation.describe_change_set(**names)
    return described


def execute(server: EmbeddedServer, described: dict[str, Any]) -> dict[str, Any]:
    """Executes a change set and returns the stack once it has settled."""
    server.client("cloudformation").execute_change_set(ChangeSetName=described["ChangeSetId"])
    return settled(server, described["StackName"])


def settled(server: EmbeddedServer, stack: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        described: dict[str, Any] = server.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            return described
        time.sleep(0.05)
    raise AssertionError(f"{stack} did not settle")


# references

DANGLING = [
    ({"Queue": queue(QueueName={"Ref": "Nope"})}, "resource dependencies [Nope] in the Resources block"),
    ({"Queue": queue(QueueName={"Fn::Sub": "${Nope}-x"})}, "resource dependencies [Nope] in the Resources block"),
    ({"Queue": queue(QueueName={"Fn::GetAtt": ["Nope", "Arn"]})}, "resource dependencies [Nope]"),
    ({"Queue": {**QUEUE, "DependsOn": "Nope"}}, "resource dependencies [Nope]"),
    ({"Queue": {**QUEUE, "Condition": "Nope"}}, "condition dependencies [Nope]"),
    ({"Queue": queue(DelaySeconds={"Fn::If": ["Nope", 1, 2]})}, "condition dependencies [Nope]"),
]


def test_stock__creates_a_stack_whose_references_name_nothing(stock: EmbeddedServer) -> None:
    stock.deploy("dangling", {"Resources": {"Queue": queue(QueueName={"Ref": "Nope"})}})


@pytest.mark.parametrize(("resources", "fault"), DANGLING)
def test_reference_to_nothing__is_refused(repaired: EmbeddedServer, resources: dict[str, Any], fault: str) -> None:
    for attempt in (
        lambda: repaired.deploy("dangling", {"Resources": resources}),
        lambda: change_set(repaired, "dangling", {"Resources": resources}, kind="CREATE"),
    ):
        with pytest.raises(botocore.exceptions.ClientError, match="Unresolved") as refusal:
            attempt()
        assert fault in str(refusal.value)


def test_output_of_nothing__is_refused(repaired: EmbeddedServer) -> None:
    template = {"Resources": {"Queue": QUEUE}, "Outputs": {"Name": {"Value": {"Ref": "Nope"}}}}

    with pytest.raises(botocore.exceptions.ClientError, match=r"\[Nope\] in the Outputs block"):
        repaired.deploy("dangling-output", template)


def test_pseudo_parameters_and_local_variables__are_no_dangling_references(repaired: EmbeddedServer) -> None:
    name = {"Fn::Sub": ["${AWS::StackName}-${Suffix}-${!Literal}", {"Suffix": {"Ref": "AWS::Region"}}]}
    condition = {"Here": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-central-1"]}}
    resource = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": name}, "Condition": "Here"}

    repaired.deploy("references", {"Conditions": condition, "Resources": {"Topic": resource}})


# required properties


def test_stock__creates_a_function_without_code(stock: EmbeddedServer) -> None:
    stock.deploy("incomplete", {"Resources": {"Function": {"Type": "AWS::Lambda::Function", "Properties": {}}}})


def test_missing_required_property__fails_the_resource(repaired: EmbeddedServer) -> None:
    resource = {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "index.handler"}}

    with pytest.raises(DeployError, match=r"(?s)Function: .*required key \[Code\].*required key \[Role\] not found"):
        repaired.deploy("incomplete", {"Resources": {"Function": resource}})


# statuses


def failed_stack(server: EmbeddedServer, name: str) -> None:
    role = {"Type": "AWS::SNS::Subscription", "Properties": {"Protocol": "sqs"}}
    with pytest.raises(DeployError):
        server.deploy(name, {"Resources": {"Queue": QUEUE, "Bad": role}})


def test_stock__updates_a_stack_whose_creation_was_rolled_back(stock: EmbeddedServer) -> None:
    bad = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::GetAtt": ["Queue", "NoSuch"]}}}
    with pytest.raises(DeployError):
        stock.deploy("stuck", {"Resources": {"Queue": QUEUE, "Bad": bad}})

    assert change_set(stock, "stuck", {"Resources": {"Queue": QUEUE}})["Status"] == "CREATE_COMPLETE"


def test_rolled_back_creation__can_only_be_deleted(repaired: EmbeddedServer) -> None:
    failed_stack(repaired, "stuck")
    good = {"Resources": {"Queue": QUEUE}}

    with pytest.raises(botocore.exceptions.ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        change_set(repaired, "stuck", good)
    with pytest.raises(botocore.exceptions.ClientError, match="is in ROLLBACK_COMPLETE state and can not be updated"):
        repaired.deploy("stuck", good)
    with pytest.raises(botocore.exceptions.ClientError, match="already exists"):
        change_set(repaired, "stuck", good, kind="CREATE")

    repaired.delete("stuck")
    assert execute(repaired, change_set(repaired, "stuck", good, kind="CREATE"))["StackStatus"] == "CREATE_COMPLETE"


def test_protected_stack__is_not_deleted(repaired: EmbeddedServer) -> None:
    repaired.deploy("protected", {"Resources": {"Queue": QUEUE}})
    cloudformation = repaired.client("cloudformation")
    cloudformation.update_termination_protection(StackName="protected", EnableTerminationProtection=True)

    with pytest.raises(botocore.exceptions.ClientError, match="TerminationProtection is enabled"):
        cloudformation.delete_stack(StackName="protected")


def test_missing_capability__is_refused(repaired: EmbeddedServer) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}

    with pytest.raises(botocore.exceptions.ClientError, match=r"Requires capabilities : \[CAPABILITY_IAM\]"):
        change_set(repaired, "incapable", {"Resources": {"Role": role}}, kind="CREATE")


# changes of outputs and tags only

BARE = {"Resources": {"Queue": QUEUE}}
WITH_OUTPUT = {**BARE, "Outputs": {"Url": {"Value": {"Ref": "Queue"}}}}


def test_stock__finds_no_changes_where_only_an_output_changes(stock: EmbeddedServer) -> None:
    stock.deploy("outputs", BARE)

    assert change_set(stock, "outputs", WITH_OUTPUT)["Status"] == "FAILED"


def test_change_of_outputs_only__is_executed_and_lists_no_resource(repaired: EmbeddedServer) -> None:
    repaired.deploy("outputs", BARE)

    described = change_set(repaired, "outputs", WITH_OUTPUT)

    assert (described["Status"], described["ExecutionStatus"], described["Changes"]) == (
        "CREATE_COMPLETE",
        "AVAILABLE",
        [],
    )
    stack = execute(repaired, described)
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert [output["OutputKey"] for output in stack["Outputs"]] == ["Url"]


def test_change_of_a_parameter_that_only_an_output_shows__is_executed(repaired: EmbeddedServer) -> None:
    template = {
        **BARE,
        "Parameters": {"Text": {"Type": "String", "Default": "one"}},
        "Outputs": {"Text": {"Value": {"Fn::Sub": "says ${Text}"}}},
    }
    repaired.deploy("outputs-parameter", template)
    parameters = [{"ParameterKey": "Text", "ParameterValue": "two"}]

    stack = execute(repaired, change_set(repaired, "outputs-parameter", template, Parameters=parameters))

    assert stack["Outputs"][0]["OutputValue"] == "says two"


CONDITIONAL: dict[str, Any] = {
    "Parameters": {"Mail": {"Type": "String", "Default": "yes"}},
    "Conditions": {"HasMail": {"Fn::Equals": [{"Ref": "Mail"}, "yes"]}},
    "Resources": {"Queue": QUEUE, "Mail": {**queue(DelaySeconds=5), "Condition": "HasMail"}},
}


def mail(answer: str) -> dict[str, Any]:
    return {"Parameters": [{"ParameterKey": "Mail", "ParameterValue": answer}]}


def told(described: dict[str, Any]) -> list[tuple[str, str]]:
    changes = [one["ResourceChange"] for one in described["Changes"]]
    return [(one["Action"], one["LogicalResourceId"]) for one in changes]


def test_stock__announces_no_removal_where_a_condition_ceases_to_hold(stock: EmbeddedServer) -> None:
    stock.deploy("conditions", CONDITIONAL)

    assert ("Remove", "Mail") not in told(change_set(stock, "conditions", CONDITIONAL, **mail("no")))


def test_condition_that_ceases_to_hold__announces_the_removal_and_one_that_begins_to_an_addition(
    repaired: EmbeddedServer,
) -> None:
    repaired.deploy("conditions", CONDITIONAL)

    off = change_set(repaired, "conditions", CONDITIONAL, **mail("no"))
    assert told(off) == [("Remove", "Mail")]
    assert execute(repaired, off)["StackStatus"] == "UPDATE_COMPLETE"
    still_off = {
        **CONDITIONAL,
        "Resources": {"Queue": queue(DelaySeconds=1), "Mail": CONDITIONAL["Resources"]["Mail"]},
    }
    changed = change_set(repaired, "conditions", still_off, **mail("no"))
    assert told(changed) == [("Modify", "Queue")]
    assert told(change_set(repaired, "conditions", CONDITIONAL, **mail("yes"))) == [("Add", "Mail")]


RETYPED = {"Resources": {"Queue": {"Type": "AWS::SNS::Topic"}}}


def test_stock__lets_a_queue_become_a_topic(stock: EmbeddedServer) -> None:
    stock.deploy("types", BARE)

    assert told(change_set(stock, "types", RETYPED)) == [("Modify", "Queue")]


def test_other_type_under_the_same_name__is_refused_and_leaves_no_change_set(repaired: EmbeddedServer) -> None:
    repaired.deploy("types", BARE)
    before = repaired.client("cloudformation").list_change_sets(StackName="types")["Summaries"]

    with pytest.raises(botocore.exceptions.ClientError, match=r"resource type of the following resources: \[Queue\]"):
        change_set(repaired, "types", RETYPED)

    assert repaired.client("cloudformation").list_change_sets(StackName="types")["Summaries"] == before


def skipped(server: EmbeddedServer, stack: str) -> set[str]:
    """Names of change sets that a list in two pages does not tell, where one of the first page goes meanwhile."""
    cloudformation = server.client("cloudformation")
    server.deploy(stack, {"Resources": {"Handle": HANDLE}})
    names = [f"changes-{number}" for number in range(_PAGE + 1)]
    template = json.dumps({"Resources": {"Handle": HANDLE, "Queue": QUEUE}})
    for name in names:
        cloudformation.create_change_set(StackName=stack, ChangeSetName=name, TemplateBody=template)
    first = cloudformation.list_change_sets(StackName=stack)
    cloudformation.delete_change_set(StackName=stack, ChangeSetName=first["Summaries"][0]["ChangeSetName"])
    second = cloudformation.list_change_sets(StackName=stack, NextToken=first["NextToken"])
    return set(names) - {one["ChangeSetName"] for page in (first, second) for one in page["Summaries"]}


def test_stock__skips_what_comes_after_a_page_that_changes(stock: EmbeddedServer) -> None:
    assert len(skipped(stock, "pages-stock")) == 1


def test_list_that_changes_while_it_is_read__is_told_whole(repaired: EmbeddedServer) -> None:
    assert skipped(repaired, "pages") == set()


def test_page_that_nobody_was_given__is_refused(repaired: EmbeddedServer) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match="Invalid NextToken"):
        repaired.client("cloudformation").describe_stacks(NextToken="DescribeStacks:100")


def test_stock__creates_one_stack_twice(stock: EmbeddedServer) -> None:
    template = {"Resources": {"Queue": QUEUE}}
    first, second = (change_set(stock, "met-stock", template, kind="CREATE") for _ in range(2))
    assert first["StackId"] != second["StackId"]


def test_change_sets_that_create_one_stack__share_its_shell_and_one_is_executed(repaired: EmbeddedServer) -> None:
    cloudformation = repaired.client("cloudformation")
    first, second = (change_set(repaired, "met", {"Resources": {"Queue": QUEUE}}, kind="CREATE") for _ in range(2))
    assert first["StackId"] == second["StackId"]
    events = cloudformation.describe_stack_events(StackName="met")["StackEvents"]
    assert [event["ResourceStatus"] for event in events] == ["REVIEW_IN_PROGRESS"]
    assert execute(repaired, second)["StackStatus"] == "CREATE_COMPLETE"
    with pytest.raises(cloudformation.exceptions.ChangeSetNotFoundException):
        execute(repaired, first)


def test_refused_change_set__leaves_the_shell_and_the_change_set_that_were_there(repaired: EmbeddedServer) -> None:
    first = change_set(repaired, "met-refused", {"Resources": {"Queue": QUEUE}}, kind="CREATE")
    with pytest.raises(botocore.exceptions.ClientError):
        change_set(repaired, "met-refused", {"Resources": {"Queue": {"Ref": "Nope"}}}, kind="CREATE")
    assert execute(repaired, first)["StackStatus"] == "CREATE_COMPLETE"


def made_anew(server: EmbeddedServer, name: str) -> str:
    """The id of a stack that was deleted before another one got its name."""
    server.deploy(name, {"Resources": {"Queue": QUEUE}})
    first = str(server.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]["StackId"])
    server.delete(name)
    change_set(server, name, {"Resources": {"Queue": QUEUE}}, kind="CREATE")
    return first


def test_stock__forgets_a_deleted_stack_whose_name_is_taken_again(stock: EmbeddedServer) -> None:
    first = made_anew(stock, "anew-stock")
    with pytest.raises(botocore.exceptions.ClientError, match="does not exist"):
        stock.client("cloudformation").describe_stack_events(StackName=first)


def test_deleted_stack_whose_name_is_taken_again__is_told_by_its_id(repaired: EmbeddedServer) -> None:
    first, cloudformation = made_anew(repaired, "anew"), repaired.client("cloudformation")
    assert (
        cloudformation.describe_stack_events(StackName=first)["StackEvents"][0]["ResourceStatus"] == "DELETE_COMPLETE"
    )
    assert cloudformation.describe_stacks(StackName=first)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    cloudformation.delete_stack(StackName=first)
    assert cloudformation.describe_stacks(StackName="anew")["Stacks"][0]["StackStatus"] == "REVIEW_IN_PROGRESS"


def test_no_change_at_all__fails_the_change_set(repaired: EmbeddedServer) -> None:
    repaired.deploy("unchanged", WITH_OUTPUT)

    described = change_set(repaired, "unchanged", WITH_OUTPUT)

    assert described["Status"] == "FAILED"
    assert "didn't contain changes" in described["StatusReason"]


def test_change_of_tags_only__reaches_the_resources(repaired: EmbeddedServer) -> None:
    url = repaired.deploy("tags-only", WITH_OUTPUT, tags={"commit": "one"})["Url"]

    stack = execute(repaired, change_set(repaired, "tags-only", WITH_OUTPUT, Tags=[{"Key": "commit", "Value": "two"}]))

    assert stack["Tags"] == [{"Key": "commit", "Value": "two"}]
    assert repaired.client("sqs").list_queue_tags(QueueUrl=url)["Tags"]["commit"] == "two"


# interrupted operations


@pytest.fixture
def own(tmp_path: Path) -> EmbeddedServer:
    return EmbeddedServer(tmp_path / "own")


def interrupt(server: EmbeddedServer) -> None:
    """Ends the server without warning, with an operation under way that its saved state knows of, and that waits."""
    events = server.client("cloudformation").describe_stack_events
    eventually(lambda: any(one["LogicalResourceId"] == "Wait" for one in events(StackName="cut")["StackEvents"]))
    server.control("POST", "/save")
    server.kill()
    server.start()


def test_creation_cut_off_by_a_kill__can_be_deleted_and_made_again(own: EmbeddedServer) -> None:
    own.start()
    try:
        resources = {"Queue": QUEUE, "Handle": HANDLE, "Wait": {**WAIT, "DependsOn": "Queue"}}
        own.client("cloudformation").create_stack(StackName="cut", TemplateBody=json.dumps({"Resources": resources}))

        interrupt(own)

        stack = own.client("cloudformation").describe_stacks(StackName="cut")["Stacks"][0]
        assert (stack["StackStatus"], stack["StackStatusReason"]) == (
            "ROLLBACK_FAILED",
            "The embedded AWS ended in the middle of this operation",
        )
        own.delete("cut")
        own.deploy("cut", {"Resources": {"Queue": QUEUE}})
        assert len(own.client("sqs").list_queues()["QueueUrls"]) == 1
    finally:
        own.stop()


def test_update_cut_off_by_a_kill__rolls_back_and_is_done_in_full_by_the_next(own: EmbeddedServer) -> None:
    own.start()
    try:
        own.deploy("cut", {"Resources": {"Queue": queue(DelaySeconds=1)}})
        after = {"Queue": {**queue(DelaySeconds=5), "DependsOn": "Wait"}, "Handle": HANDLE, "Wait": WAIT}
        described = change_set(own, "cut", {"Resources": after})
        own.client("cloudformation").execute_change_set(ChangeSetName=described["ChangeSetId"])

        interrupt(own)

        assert settled(own, "cut")["StackStatus"] == "UPDATE_ROLLBACK_FAILED"
        own.client("cloudformation").continue_update_rollback(StackName="cut")
        assert settled(own, "cut")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        execute(own, change_set(own, "cut", {"Resources": {"Queue": queue(DelaySeconds=5)}}))
        (url,) = own.client("sqs").list_queues()["QueueUrls"]
        attributes = own.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert attributes["DelaySeconds"] == "5"
    finally:
        own.stop()


def test_stock__knows_no_region_in_a_condition(stock: EmbeddedServer) -> None:
    assert made_by_conditions(stock, "stock-regions") == {"Elsewhere"}


def test_conditions__know_region_partition_and_account(repaired: EmbeddedServer, china: EmbeddedServer) -> None:
    assert made_by_conditions(repaired, "regions") == {"Here", "Commercial", "Account"}
    assert made_by_conditions(china, "regions") == {"Elsewhere", "Account"}


def made_by_conditions(server: EmbeddedServer, name: str) -> set[str]:
    """Which of the queues under conditions on where they are is made."""
    here = {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-central-1"]}
    conditions = {
        "Here": here,
        "Elsewhere": {"Fn::Not": [{"Condition": "Here"}]},
        "Commercial": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws"]},
        "Account": {"Fn::Equals": [{"Ref": "AWS::AccountId"}, ACCOUNT]},
    }
    server.deploy(
        name, {"Conditions": conditions, "Resources": {one: {**QUEUE, "Condition": one} for one in conditions}}
    )
    described = server.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    return {resource["LogicalResourceId"] for resource in described}
