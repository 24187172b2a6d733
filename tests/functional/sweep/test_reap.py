"""The reaper, against an AWS in process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.apply import Workshop
from stackyard.errors import StackyardError
from stackyard.plan.read import read_stacks
from stackyard.sweep import reap, survey
from stackyard.sweep.consent import Consent
from stackyard.sweep.names import Lister, names_of
from stackyard.sweep.reap import Reaped, of_environment
from stackyard.target import Target

from tests.fakes.stacks import make_target

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
PAST, LATER = "2026-11-21T19:59:59Z", "2026-11-21T20:00:01Z"
TEMPLATE = """
Resources:
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: {VersioningConfiguration: {Status: Enabled}}
  Queue: {Type: AWS::SQS::Queue}
"""


class Denying(Target):
    """An account that lets nobody look at a bucket, or list queues."""

    def client(self, service: str, **more: Any) -> Any:
        made = super().client(service, **more)
        made.meta.events.register("before-call.s3.HeadBucket", refusal("403", "Forbidden", "HeadBucket"))
        made.meta.events.register("before-call.s3.DeleteBucket", refusal("AccessDenied", "by a policy", "DeleteBucket"))
        made.meta.events.register("before-call.sqs.ListQueues", refusal("AccessDenied", "no", "ListQueues"))
        return made


class TellingRegions(Target):
    """An account whose S3 tells the regions of buckets, as AWS does where a prefix is asked for."""

    def client(self, service: str, **more: Any) -> Any:
        made = super().client(service, **more)
        made.meta.events.register("after-call.s3.ListBuckets", tell_regions)
        return made


def tell_regions(parsed: dict[str, Any], **_: Any) -> None:
    for bucket in parsed["Buckets"]:
        bucket["BucketRegion"] = "eu-west-1" if bucket["Name"].endswith("-there") else "eu-central-1"


def like(target: Target, kind: type[Target]) -> Target:
    return kind(**{one.name: getattr(target, one.name) for one in fields(target)})


def denying(workshop: Workshop) -> Workshop:
    return replace(workshop, target=like(workshop.target, Denying))


def refusal(code: str, message: str, operation: str) -> Any:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": message}}, operation)

    return refuse


def untag_shells(parsed: dict[str, Any], **_: Any) -> None:
    """Let CloudFormation tell no tags of a stack that was never begun, as AWS does."""
    for told in parsed["Stacks"]:
        if told["StackStatus"] == "REVIEW_IN_PROGRESS":
            told["Tags"] = []


def tag_as_later(parsed: dict[str, Any], **_: Any) -> None:
    """Tell the tags of a change set with it, which the AWS in process does not."""
    parsed["Tags"] = tags("kim", LATER)


def tags(environment: str, expires: str) -> list[dict[str, str]]:
    pairs = {"stackyard:environment": environment, **({"stackyard:expires": expires} if expires else {})}
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def stack(workshop: Workshop, environment: str, expires: str = PAST, name: str = "shop-data", **more: Any) -> str:
    full = f"stackyard-{environment}-{name}"
    workshop.cloudformation.create_stack(StackName=full, TemplateBody=TEMPLATE, Tags=tags(environment, expires), **more)
    return full


def shell(workshop: Workshop, environment: str, expires: str) -> str:
    full = f"stackyard-{environment}-shop-data"
    workshop.cloudformation.create_change_set(
        StackName=full,
        ChangeSetName="made",
        ChangeSetType="CREATE",
        TemplateBody=TEMPLATE,
        Tags=tags(environment, expires),
    )
    return full


def bucket_of(workshop: Workshop, full: str) -> str:
    told = workshop.cloudformation.describe_stack_resource(StackName=full, LogicalResourceId="Kept")
    return str(told["StackResourceDetail"]["PhysicalResourceId"])


def fill(workshop: Workshop, full: str) -> None:
    bucket = bucket_of(workshop, full)
    workshop.s3.put_object(Bucket=bucket, Key="document", Body=b"one")
    workshop.s3.delete_object(Bucket=bucket, Key="document")
    workshop.s3.create_multipart_upload(Bucket=bucket, Key="unfinished")


def go(workshop: Workshop, **more: Any) -> Reaped:
    return reap(workshop, lambda: NOW, **{"dry": False, **more})


def consent(workshop: Workshop) -> Consent:
    return Consent(of_environment(workshop, "kim"), lambda: NOW)


def once(workshop: Workshop, event: str, act: Callable[[], object]) -> None:
    """Let somebody else act at the first request of a kind, right before it is sent."""
    waiting = [act]

    def between(**_: Any) -> None:
        if waiting:
            waiting.pop()()

    workshop.s3.meta.events.register(event, between)
    workshop.cloudformation.meta.events.register(event, between)


def extend_foundation(workshop: Workshop) -> Callable[[], object]:
    """What a deployment does first, by a client of its own."""
    client = workshop.target.client("cloudformation")
    return lambda: client.update_stack(
        StackName="stackyard-kim-foundation-base", TemplateBody=TEMPLATE, Tags=tags("kim", LATER)
    )


def there(workshop: Workshop) -> list[str]:
    return sorted(read_stacks(workshop.cloudformation, "stackyard-"))


def buckets(workshop: Workshop) -> list[str]:
    return [bucket["Name"] for bucket in workshop.s3.list_buckets()["Buckets"]]


def test_expired_environment__goes_with_retained_and_full_buckets_and_logs_of_services(workshop: Workshop) -> None:
    fill(workshop, stack(workshop, "kim"))
    stack(workshop, "kim", name="foundation-base")
    workshop.target.client("logs").create_log_group(logGroupName="/aws/lambda/stackyard-kim-shop-data-F")

    told = go(workshop)

    assert list(told.gone) == ["kim"]
    assert there(workshop) == []
    assert buckets(workshop) == []
    assert names_of(workshop, "stackyard-kim").found == ()


@pytest.mark.parametrize(
    ("expires", "more", "why"),
    [
        (LATER, {}, "it lives until 2026-11-21T20:00:01Z"),
        ("soon", {}, "its end cannot be read: soon"),
        (PAST, {"EnableTerminationProtection": True}, "termination protection is on: stackyard-kim-shop-data"),
    ],
)
def test_what_must_stay__is_left_and_said_why(workshop: Workshop, expires: str, more: dict[str, Any], why: str) -> None:
    stack(workshop, "kim", expires, **more)
    told = go(workshop)
    assert told.left == {"kim": why}
    assert there(workshop) == ["stackyard-kim-shop-data"]


def test_environment_without_an_end__is_none_of_its_business(workshop: Workshop) -> None:
    stack(workshop, "dev", "")
    assert go(workshop) == Reaped()
    assert there(workshop) == ["stackyard-dev-shop-data"]


def test_one_stack_without_an_end__keeps_all_of_them(workshop: Workshop) -> None:
    stack(workshop, "kim")
    stack(workshop, "kim", "", name="shop-api")
    assert go(workshop).left == {"kim": "these have no end: stackyard-kim-shop-api"}
    assert len(there(workshop)) == 2


def test_extension_that_was_interrupted__counts(workshop: Workshop) -> None:
    stack(workshop, "kim")
    stack(workshop, "kim", LATER, name="shop-api")
    assert "lives until" in go(workshop).left["kim"]


def test_neighbour_whose_name_begins_alike__stays_with_all_it_has(workshop: Workshop) -> None:
    stack(workshop, "kim")
    stack(workshop, "kim-main", LATER)
    logs = workshop.target.client("logs")
    logs.create_log_group(logGroupName="/aws/lambda/stackyard-kim-main-shop-F")

    told = go(workshop)

    assert list(told.gone) == ["kim"], told
    assert there(workshop) == ["stackyard-kim-main-shop-data"]
    assert [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]] == [
        "/aws/lambda/stackyard-kim-main-shop-F"
    ]


def test_shell_that_was_never_begun__goes_by_the_tags_of_its_change_set(workshop: Workshop) -> None:
    shell(workshop, "kim", PAST)
    found = survey(workshop, "stackyard-").of("kim")
    assert [state.status for state in found.stacks] == ["REVIEW_IN_PROGRESS"]
    assert list(go(workshop).gone) == ["kim"]
    assert there(workshop) == []


def test_shell_that_nobodys_tag_claims__is_not_told_to_stay_where_it_goes(workshop: Workshop) -> None:
    stack(workshop, "kim")
    workshop.cloudformation.create_change_set(
        StackName="stackyard-kim-shop-api", ChangeSetName="made", ChangeSetType="CREATE", TemplateBody=TEMPLATE
    )
    assert go(workshop).left == {}
    assert there(workshop) == []


def test_what_its_stacks_left__goes_without_them(workshop: Workshop) -> None:
    workshop.s3.create_bucket(
        Bucket="stackyard-kim-left", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    workshop.s3.put_bucket_tagging(Bucket="stackyard-kim-left", Tagging={"TagSet": tags("kim", PAST)})
    assert list(go(workshop).gone) == ["kim"]
    assert buckets(workshop) == []


def test_something_named_alike_that_nobody_tagged__is_left_and_fails(workshop: Workshop) -> None:
    stack(workshop, "kim")
    workshop.target.client("sqs").create_queue(QueueName="stackyard-kim-by-hand")
    told = go(workshop)
    assert "queue" in told.failed["kim"]
    assert "stackyard-kim-by-hand" in told.failed["kim"]
    assert there(workshop) == []


def test_what_is_left_by_tag_and_by_name__is_told_at_once(workshop: Workshop) -> None:
    certificates = workshop.target.client("acm")
    arn = certificates.request_certificate(DomainName="kim.example.com", Tags=tags("kim", PAST))["CertificateArn"]
    workshop.target.client("sqs").create_queue(QueueName="stackyard-kim-by-hand")
    failed = go(workshop).failed["kim"]
    assert arn in failed
    assert "stackyard-kim-by-hand" in failed


def test_environment_of_the_same_name_in_another_region__keeps_its_roles_and_fails_nobody(workshop: Workshop) -> None:
    workshop = replace(workshop, target=like(workshop.target, TellingRegions))
    stack(workshop, "kim")
    there = replace(workshop.target, region="eu-west-1").client("s3")
    there.create_bucket(
        Bucket="stackyard-kim-foundation-base-there", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    roles = workshop.target.client("iam")
    roles.create_role(RoleName="stackyard-kim-shop-data-Role", AssumeRolePolicyDocument="{}")

    [line] = go(workshop).lines(dry=False)

    assert line.startswith("removed kim: 1 stack")
    assert "roles: kim is in eu-west-1, too, and has the same names there" in line
    assert buckets(workshop) == ["stackyard-kim-foundation-base-there"]
    assert [role["RoleName"] for role in roles.list_roles()["Roles"]] == ["stackyard-kim-shop-data-Role"]


def test_one_that_fails__hinders_no_other(workshop: Workshop) -> None:
    stack(workshop, "ann")
    workshop.target.client("sqs").create_queue(QueueName="stackyard-ann-by-hand")
    stack(workshop, "kim")
    told = go(workshop)
    assert list(told.failed) == ["ann"]
    assert list(told.gone) == ["kim"]
    lines = told.lines(dry=False)
    assert lines[0] == "removed kim: 1 stack, 1 more resource"
    assert lines[1].startswith("failed ann: 1 resource named stackyard-ann-... is left")


def test_check__lists_and_removes_nothing(workshop: Workshop) -> None:
    stack(workshop, "kim")
    told = go(workshop, dry=True)
    assert told.lines(dry=True)[0].startswith("would remove kim: 1 stack")
    assert there(workshop) == ["stackyard-kim-shop-data"]


def test_no_time_left__comes_the_next_time(workshop: Workshop) -> None:
    stack(workshop, "kim")
    assert go(workshop, in_time=lambda: False).left == {"kim": "the time is over: next time"}
    assert list(go(workshop).gone) == ["kim"]


def test_only_some__looks_at_no_other(workshop: Workshop) -> None:
    stack(workshop, "ann")
    stack(workshop, "kim")
    assert list(go(workshop, only=["kim"]).gone) == ["kim"]
    assert there(workshop) == ["stackyard-ann-shop-data"]


def test_stack_named_alike_without_tags__is_left_and_said(workshop: Workshop) -> None:
    workshop.cloudformation.create_stack(StackName="stackyard-kim-by-hand", TemplateBody=TEMPLATE)
    assert "no tag of the kit" in go(workshop).left["stackyard-kim-by-hand"]
    assert there(workshop) == ["stackyard-kim-by-hand"]


def test_stack_of_the_whole_account__is_the_kits_and_no_matter_of_the_reaper(workshop: Workshop) -> None:
    tag = {"Key": "stackyard:digest", "Value": "1"}
    workshop.cloudformation.create_stack(StackName="stackyard-account", TemplateBody=TEMPLATE, Tags=[tag])
    assert go(workshop) == Reaped()


def test_names_that_are_asked_for__each_get_an_answer(workshop: Workshop) -> None:
    stack(workshop, "dev", "")
    assert go(workshop, only=["dev", "kmi"]).left == {"dev": "it has no end", "kmi": "there is nothing of it"}


def test_resource_that_may_not_be_asked_for__hinders_no_other_environment(workshop: Workshop) -> None:
    place = {"LocationConstraint": "eu-central-1"}
    workshop.s3.create_bucket(Bucket="stackyard-ann-left", CreateBucketConfiguration=place)
    workshop.s3.put_bucket_tagging(Bucket="stackyard-ann-left", Tagging={"TagSet": tags("ann", PAST)})
    workshop.target.client("sqs").create_queue(
        QueueName="stackyard-kim-left", tags={"stackyard:environment": "kim", "stackyard:expires": PAST}
    )
    told = go(denying(workshop))
    assert "stackyard-ann-left: by a policy" in told.failed["ann"]
    assert list(told.gone) == ["kim"]
    assert "removed kim: 1 more resource; not looked for: queues: AccessDenied" in told.lines(dry=False)


def test_resource_that_may_not_be_removed__is_named_with_the_reason_once_all_else_is_gone(workshop: Workshop) -> None:
    place = {"LocationConstraint": "eu-central-1"}
    for name in ("stackyard-kim-first", "stackyard-kim-last"):
        workshop.s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
        workshop.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags("kim", PAST)})
    queues = workshop.target.client("sqs")
    queues.create_queue(
        QueueName="stackyard-kim-left", tags={"stackyard:environment": "kim", "stackyard:expires": PAST}
    )

    workshop.target.client("sns").create_topic(Name="stackyard-kim-by-hand")

    told = go(denying(workshop))

    assert "2 resources cannot be removed" in told.failed["kim"]
    assert "stackyard-kim-by-hand" in told.failed["kim"]
    assert "arn:aws:s3:::stackyard-kim-last: by a policy" in told.failed["kim"]
    assert "QueueUrls" not in queues.list_queues()


@pytest.mark.parametrize(
    ("operation", "code", "message"),
    [
        ("ListChangeSets", "ValidationError", "Stack [stackyard-kim-shop-data] does not exist"),
        ("DescribeChangeSet", "ChangeSetNotFound", "ChangeSet [made] does not exist"),
    ],
)
def test_shell_that_goes_while_it_is_looked_at__hinders_nobody(
    workshop: Workshop, operation: str, code: str, message: str
) -> None:
    workshop.cloudformation.create_change_set(
        StackName="stackyard-ann-shop-data", ChangeSetName="made", ChangeSetType="CREATE", TemplateBody=TEMPLATE
    )
    stack(workshop, "kim")
    events = workshop.cloudformation.meta.events
    events.register(f"before-call.cloudformation.{operation}", refusal(code, message, operation))
    assert list(go(workshop).gone) == ["kim"]


def test_shell_that_a_deployment_just_made__stays(workshop: Workshop) -> None:
    full = shell(workshop, "kim", LATER)
    before = read_stacks(workshop.cloudformation, full)[full]
    events = workshop.cloudformation.meta.events
    events.register("after-call.cloudformation.DescribeStacks", untag_shells)
    events.register("after-call.cloudformation.DescribeChangeSet", tag_as_later)
    with pytest.raises(StackyardError, match="lives until"):
        consent(workshop)(before)


def test_second_time__finds_nothing(workshop: Workshop) -> None:
    stack(workshop, "kim")
    go(workshop)
    assert go(workshop) == Reaped()


def test_stack_that_was_extended_meanwhile__stays(workshop: Workshop) -> None:
    full = stack(workshop, "kim")
    before = read_stacks(workshop.cloudformation, full)[full]
    workshop.cloudformation.update_stack(StackName=full, TemplateBody=TEMPLATE, Tags=tags("kim", LATER))
    with pytest.raises(StackyardError, match="lives until"):
        consent(workshop)(before)


def test_stack_whose_foundation_was_extended_meanwhile__stays(workshop: Workshop) -> None:
    stack(workshop, "kim", name="foundation-base")
    full = stack(workshop, "kim")
    before = read_stacks(workshop.cloudformation, full)[full]
    extend_foundation(workshop)()
    with pytest.raises(StackyardError, match=f"{full} stays: stackyard-kim-foundation-base lives until"):
        consent(workshop)(before)


@pytest.mark.parametrize("moment", ["cloudformation.ListStackResources", "s3.ListMultipartUploads"])
def test_deployment_that_begins_in_the_midst__keeps_what_is_still_there(workshop: Workshop, moment: str) -> None:
    stack(workshop, "kim", name="foundation-base")
    fill(workshop, stack(workshop, "kim"))
    once(workshop, f"before-call.{moment}", extend_foundation(workshop))

    told = go(workshop)

    assert "stackyard-kim-foundation-base lives until" in told.failed["kim"]
    assert there(workshop) == ["stackyard-kim-foundation-base", "stackyard-kim-shop-data"]


def test_copy_that_is_made_anew_behind_its_last_stack__keeps_all_it_has(workshop: Workshop) -> None:
    stack(workshop, "kim", name="foundation-base")
    other = replace(workshop, cloudformation=workshop.target.client("cloudformation"))
    events = workshop.cloudformation.meta.events
    made: list[str] = []

    def make_anew(**_: Any) -> None:
        if not made:
            made.append(stack(other, "kim", LATER, name="foundation-base"))

    events.register("after-call.cloudformation.DeleteStack", make_anew)

    told = go(workshop)

    assert "the rest stays: stackyard-kim-foundation-base lives until" in told.failed["kim"]
    assert bucket_of(other, made[0]) in buckets(other)


def test_stack_that_was_protected_meanwhile__stays(workshop: Workshop) -> None:
    full = stack(workshop, "kim", EnableTerminationProtection=True)
    before = replace(read_stacks(workshop.cloudformation, full)[full], protected=False)
    with pytest.raises(StackyardError, match="termination protection"):
        consent(workshop)(before)


def test_untouched_stack__may_go(workshop: Workshop) -> None:
    full = stack(workshop, "kim")
    consent(workshop)(read_stacks(workshop.cloudformation, full)[full])


def test_service_that_the_partition_lacks__is_not_looked_at(workshop: Workshop) -> None:
    def lister(service: str) -> Lister:
        return Lister(service, service, lambda client, _: [f"stackyard-kim-{client.meta.service_model.service_name}"])

    china = replace(workshop, target=make_target(partition="aws-cn", region="cn-north-1"))
    found = names_of(china, "stackyard-kim", listers=[lister(service) for service in ("sesv2", "sqs", "iam")])
    assert [named.what for named in found.found] == ["sqs", "iam"]
    assert found.unseen == ()
