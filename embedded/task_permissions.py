"""Which permissions a task of a state machine, a map's reader or a schedule's target needs on which resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from embedded.partition import HERE

UNKNOWN = "*"
"""Stands for a resource that cannot be told from the task."""

Permission = tuple[str, str]

# Prefixes of permissions where they differ from the service's name in `aws-sdk` integrations.
_PREFIXES = {"sesv2": "ses", "sfn": "states", "cloudwatchlogs": "logs", "eventbridge": "events"}
_TARGETS = {
    "events": "events:PutEvents",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}
# Calls on objects or buckets whose permission has another name.
_S3_ACTIONS = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "ListObjects": "ListBucket"}


@dataclass(frozen=True)
class Place:
    """Where short names of resources are meant."""

    account: str
    region: str

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource here."""
        return f"{HERE.arns}:{service}:{self.region}:{self.account}:{resource}"


def of_task(resource: str, arguments: Any, place: Place) -> list[Permission]:
    """What a Task state's `Resource` needs when called with `arguments`; empty when nothing has to be allowed."""
    given: Mapping[str, Any] = arguments if isinstance(arguments, Mapping) else {}
    if ":lambda:" in resource and ":function:" in resource:
        return [("lambda:InvokeFunction", resource)]
    match = re.fullmatch(r"arn:[\w-]+:states:::(?:aws-sdk:)?(\w+):(\w+)(?:\.[\w:]+)?", resource)
    if match is None:
        return []
    service, operation = match[1], match[2][0].upper() + match[2][1:]
    if service == "lambda":
        return [("lambda:InvokeFunction", _function(str(given.get("FunctionName", "")), place))]
    if service == "s3":
        return [_of_object_store(operation, given)]
    return [(f"{_PREFIXES.get(service, service)}:{operation}", _named(service, given, place))]


def of_reader(resource: str, arguments: Mapping[str, Any]) -> list[Permission]:
    """What an ItemReader needs."""
    return [_of_object_store("ListObjectsV2" if resource.endswith("listObjectsV2") else "GetObject", arguments)]


def of_target(arn: str) -> list[Permission]:
    """What delivering to the target of a schedule needs."""
    service = arn.split(":")[2] if arn.count(":") > 1 else ""
    return [(_TARGETS[service], arn)] if service in _TARGETS else []


def _of_object_store(operation: str, given: Mapping[str, Any]) -> Permission:
    bucket, key = given.get("Bucket"), given.get("Key")
    resource = f"{HERE.arns}:s3:::{bucket}" + (f"/{key}" if key else "")
    return f"s3:{_S3_ACTIONS.get(operation, operation)}", resource if bucket else UNKNOWN


def _function(name: str, place: Place) -> str:
    if name.startswith("arn:"):
        return name
    return place.arn("lambda", f"function:{name.rpartition(':function:')[2] or name}") if name else UNKNOWN


def _named(service: str, given: Mapping[str, Any], place: Place) -> str:
    for name in ("StateMachineArn", "TopicArn", "TargetArn", "ResourceArn"):
        if name in given:
            return str(given[name])
    if service == "sqs" and "QueueUrl" in given:
        return place.arn("sqs", str(given["QueueUrl"]).rstrip("/").rpartition("/")[2])
    if service == "dynamodb" and "TableName" in given:
        table = str(given["TableName"])
        return table if table.startswith("arn:") else place.arn("dynamodb", f"table/{table}")
    return UNKNOWN
