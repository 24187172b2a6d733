"""The kit's previews against the embedded AWS: what it says of changes, and that asking leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.plan import OutputRef, StackSpec, make_plan, read_stacks
from stackyard.preview import KNOWN_LATER, Effect, PropertyChange, StackPreview, TargetPreview, preview_plan

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import API, DATA, Kit

SHOP = """
Parameters:
  Days: {Type: Number, Default: 1}
  Password: {Type: String, NoEcho: true, Default: hunter2}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    UpdateReplacePolicy: Retain
    Properties:
      LifecycleConfiguration: {Rules: [{Id: old, Status: Enabled, ExpirationInDays: {Ref: Days}}]}
  Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: {Ref: Days}}}
  Secret: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: {Ref: Password}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: [{Effect: Allow, Action: s3:GetObject, Resource: {'Fn::GetAtt': [Bucket, Arn]}}]}
  Topic: {Type: AWS::SNS::Topic, DeletionPolicy: Retain, Properties: {DisplayName: {'Fn::GetAtt': [Role, Arn]}}}
Outputs:
  BucketName: {Value: {Ref: Bucket}}
"""


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


def preview(kit: Kit, *specs: StackSpec) -> TargetPreview:
    before = trace(kit)
    states = read_stacks(kit.workshop.cloudformation, f"{kit.target.prefix}-")
    try:
        return preview_plan(kit.workshop, make_plan(specs, states))
    finally:
        assert trace(kit) == before


def trace(kit: Kit) -> dict[str, Any]:
    """Every stack of the environment, its state and its change sets."""
    cloudformation = kit.workshop.cloudformation
    return {
        name: (state, cloudformation.list_change_sets(StackName=name)["Summaries"])
        for name, state in read_stacks(cloudformation, f"{kit.target.prefix}-").items()
    }


def changed(kit: Kit, *edits: tuple[str, str], **parameters: str) -> tuple[StackPreview, TargetPreview]:
    """Deploy the shop, and preview it with its template edited."""
    kit.deploy(kit.spec("data", SHOP))
    body = SHOP
    for old, new in edits:
        assert old in body
        body = body.replace(old, new)
    whole = preview(kit, kit.spec("data", body, **parameters))
    return whole.stacks[0], whole


def test_empty_account__previews_every_resource_and_stays_empty(kit: Kit) -> None:
    specs = [kit.spec("api", API, Name=OutputRef("shop", "data", "BucketName")), kit.spec("data", DATA)]
    data, api = preview(kit, *specs).stacks
    assert [(one.logical_id, one.effect) for one in data.resources] == [("Bucket", Effect.ADD)]
    assert [(one.logical_id, one.effect) for one in api.resources] == [("Parameter", Effect.ADD)]
    assert api.parameters == (PropertyChange("Name", "", KNOWN_LATER),)
    assert [one.note for one in (data, api)] == ["", ""]


def test_changed_parameter__shows_what_it_modifies_and_nothing_else(kit: Kit) -> None:
    stack, _ = changed(kit, Days="2")
    assert stack.parameters == (PropertyChange("Days", "1", "2"),)
    assert [(one.logical_id, one.effect) for one in stack.resources] == [
        ("Bucket", Effect.MODIFY),
        ("Queue", Effect.MODIFY),
    ]
    assert stack.resources[0].properties == (
        PropertyChange("LifecycleConfiguration.Rules[old].ExpirationInDays", "1", "2"),
    )


def test_name_of_a_bucket__replaces_it_and_what_has_its_arn_follows(kit: Kit) -> None:
    stack, _ = changed(kit, ("    Properties:\n      Life", "    Properties:\n      BucketName: my-bucket\n      Life"))
    bucket, role = stack.resources
    assert (bucket.logical_id, bucket.effect, bucket.maybe, bucket.retained) == ("Bucket", Effect.REPLACE, False, True)
    assert bucket.properties == (PropertyChange("BucketName", "", "my-bucket", replaces=True),)
    follows = "(follows Bucket.Arn)"
    assert (role.effect, role.properties) == (Effect.MODIFY, (PropertyChange("Policies", follows, follows),))


def test_changed_policy__is_told_as_permissions_and_not_by_what_refers_to_the_role(kit: Kit) -> None:
    stack, whole = changed(kit, ("Action: s3:GetObject", "Action: s3:PutObject"))
    assert [one.logical_id for one in stack.resources] == ["Role"]
    assert [(one.role, one.gained, one.action, one.resource) for one in whole.permissions] == [
        ("shop.data/Role", False, "s3:GetObject", "${Bucket.Arn}"),
        ("shop.data/Role", True, "s3:PutObject", "${Bucket.Arn}"),
    ]


def test_removed_resource__is_kept_where_its_policy_says_so(kit: Kit) -> None:
    topic = SHOP[SHOP.index("  Topic:") : SHOP.index("Outputs:")]
    stack, _ = changed(kit, (topic, ""))
    assert [(one.logical_id, one.effect, one.retained) for one in stack.resources] == [("Topic", Effect.REMOVE, True)]


def test_changed_secret__shows_that_but_not_what(kit: Kit) -> None:
    stack, whole = changed(kit, Password="correct-horse")
    assert "correct-horse" not in str(whole)
    assert "hunter2" not in str(whole)
    follows = "**** (follows Password)"
    assert stack.resources[0].properties == (PropertyChange("Value", follows, follows),)


def test_output_alone__is_told_of_the_stack(kit: Kit) -> None:
    stack, _ = changed(kit, ("BucketName: {Value", "Label: {Value"))
    assert stack.resources == ()
    assert [(one.path, one.before, one.after) for one in stack.parameters] == [
        ("output BucketName", "${Bucket}", ""),
        ("output Label", "", "${Bucket}"),
    ]


def test_template_that_would_be_refused__is_refused_by_the_preview_already(kit: Kit) -> None:
    with pytest.raises(StackyardError, match="CloudFormation refuses the change set of"):
        preview(kit, kit.spec("data", DATA.replace("AWS::S3::Bucket", "AWS::No::SuchThing")))


def test_bucket_that_is_replaced__shows_who_takes_its_name_what_will_follow(kit: Kit) -> None:
    specs = [kit.spec("data", SHOP), kit.spec("api", API, Name=OutputRef("shop", "data", "BucketName"))]
    kit.deploy(*specs)
    edited = SHOP.replace(
        "    Properties:\n      Life", "    Properties:\n      BucketName: another-bucket\n      Life"
    )
    now = kit.workshop.cloudformation.describe_stacks(StackName=specs[1].name)["Stacks"][0]["Parameters"]
    _, api = preview(kit, kit.spec("data", edited), specs[1]).stacks
    old = now[0]["ParameterValue"]
    assert (api.action, api.reason) == ("update", "takes outputs that may change: data.BucketName")
    assert api.parameters == (PropertyChange("Name", old, KNOWN_LATER),)
    [parameter] = api.resources
    assert parameter.properties == (PropertyChange("Value", old, KNOWN_LATER),)
