"""Change sets know which properties replace a resource.

Stock MiniStack has that for some types; of all others, S3 buckets and log groups among them, it says "Conditionally" of
whatever changes, so that a preview warns of replacing a bucket for a day more in a lifecycle rule. The list holds the
`createOnlyProperties` of CloudFormation's schemas for the types that the systems of this repository use, and for more
that hold data; the rest stays as it is. What an update really does is untouched.

Hook: `_property_recreation` in `ministack.services.cloudformation.stacks`, which change sets describe with.
"""

from __future__ import annotations

from embedded import hooks

STACKS = "ministack.services.cloudformation.stacks"

_API = ("RestApiId",)
REPLACING: dict[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Account": (),
    "AWS::ApiGateway::ApiKey": ("GenerateDistinctId", "Name", "Value"),
    "AWS::ApiGateway::Authorizer": _API,
    "AWS::ApiGateway::Deployment": ("DeploymentCanarySettings", *_API),
    "AWS::ApiGateway::GatewayResponse": ("ResponseType", *_API),
    "AWS::ApiGateway::Method": ("HttpMethod", "ResourceId", *_API),
    "AWS::ApiGateway::Model": ("ContentType", "Name", *_API),
    "AWS::ApiGateway::RequestValidator": ("Name", *_API),
    "AWS::ApiGateway::Resource": ("ParentId", "PathPart", *_API),
    "AWS::ApiGateway::RestApi": (),
    "AWS::ApiGateway::Stage": (*_API, "StageName"),
    "AWS::ApiGateway::UsagePlan": (),
    "AWS::CloudWatch::Alarm": ("AlarmName",),
    "AWS::IAM::Policy": (),
    "AWS::KMS::Key": (),
    "AWS::Kinesis::Stream": ("Name",),
    "AWS::Lambda::Alias": ("FunctionName", "Name"),
    "AWS::Lambda::EventSourceMapping": (
        "EventSourceArn",
        "SelfManagedEventSource",
        "StartingPosition",
        "StartingPositionTimestamp",
    ),
    "AWS::Lambda::Permission": (
        "Action",
        "EventSourceToken",
        "FunctionName",
        "FunctionUrlAuthType",
        "InvokedViaFunctionUrl",
        "Principal",
        "PrincipalOrgID",
        "SourceAccount",
        "SourceArn",
    ),
    "AWS::Lambda::Url": ("Qualifier", "TargetFunctionArn"),
    "AWS::Lambda::Version": (
        "CodeSha256",
        "Description",
        "FunctionName",
        "ProvisionedConcurrencyConfig",
        "RuntimePolicy",
    ),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::Bucket": ("BucketName", "BucketNamePrefix", "BucketNamespace"),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::SES::EmailIdentity": ("EmailIdentity",),
    "AWS::SNS::Subscription": ("Endpoint", "Protocol", "TopicArn"),
    "AWS::SNS::TopicPolicy": (),
    "AWS::SQS::QueuePolicy": (),
    "AWS::Scheduler::Schedule": ("Name",),
    "AWS::SecretsManager::Secret": ("Name",),
}


def apply() -> None:
    """Has change sets look here first."""
    original = hooks.attribute(STACKS, "_property_recreation")

    def recreation(resource_type: str, name: str) -> str:
        if resource_type not in REPLACING:
            return str(original(resource_type, name))
        return "Always" if name in REPLACING[resource_type] else "Never"

    hooks.replace(STACKS, "_property_recreation", recreation)
