"""A resource without what its type requires fails, with CloudFormation's words.

The list holds the types that the systems of this repository use, after the CloudFormation resource specification;
templates of other types are left to the linter.

Hooks: the `create` and `update` of the provisioners of those types.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from embedded import provisioning

_REQUIRED: dict[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Deployment": ("RestApiId",),
    "AWS::ApiGateway::GatewayResponse": ("ResponseType", "RestApiId"),
    "AWS::ApiGateway::Method": ("HttpMethod", "ResourceId", "RestApiId"),
    "AWS::ApiGateway::Model": ("RestApiId",),
    "AWS::ApiGateway::RequestValidator": ("RestApiId",),
    "AWS::ApiGateway::Resource": ("ParentId", "PathPart", "RestApiId"),
    "AWS::ApiGateway::Stage": ("RestApiId",),
    "AWS::ApiGateway::UsagePlanKey": ("KeyId", "KeyType", "UsagePlanId"),
    "AWS::CloudWatch::Alarm": ("ComparisonOperator", "EvaluationPeriods"),
    "AWS::IAM::Policy": ("PolicyDocument", "PolicyName"),
    "AWS::IAM::Role": ("AssumeRolePolicyDocument",),
    "AWS::KMS::Alias": ("AliasName", "TargetKeyId"),
    "AWS::Lambda::EventInvokeConfig": ("FunctionName", "Qualifier"),
    "AWS::Lambda::EventSourceMapping": ("FunctionName",),
    "AWS::Lambda::Function": ("Code", "Role"),
    "AWS::Lambda::Permission": ("Action", "FunctionName", "Principal"),
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
    "AWS::SES::ConfigurationSetEventDestination": ("ConfigurationSetName", "EventDestination"),
    "AWS::SES::EmailIdentity": ("EmailIdentity",),
    "AWS::SNS::Subscription": ("Protocol", "TopicArn"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "Queues"),
    "AWS::SSM::Parameter": ("Type", "Value"),
    "AWS::Scheduler::Schedule": ("FlexibleTimeWindow", "ScheduleExpression", "Target"),
    "AWS::StepFunctions::StateMachine": ("RoleArn",),
}


def apply() -> None:
    """Checks the properties of each listed type before its provisioner sees them."""
    for resource_type, names in _REQUIRED.items():
        functions = provisioning.handler(resource_type)
        functions["create"] = _complete(functions["create"], names, properties_at=1)
        if functions.get("update"):
            functions["update"] = _complete(functions["update"], names, properties_at=2)


def _complete(original: Callable[..., Any], names: tuple[str, ...], properties_at: int) -> Callable[..., Any]:
    @functools.wraps(original)
    def provision(identifier: str, *arguments: Any) -> Any:
        given = dict.keys(arguments[properties_at - 1] or {})  # a look that does not count as reading
        missing = [f"#: required key [{name}] not found" for name in names if name not in given]
        if missing:
            raise ValueError(
                f"Properties validation failed for resource {identifier} with message:\n" + "\n".join(missing)
            )
        return original(identifier, *arguments)

    return provision
