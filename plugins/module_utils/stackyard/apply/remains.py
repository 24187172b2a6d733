"""What is left of a stack that never worked, and whether anything in it would be missed.

A stack is started over by deleting it. Mostly that costs nothing: its resources are minutes old. But a creation that
was left standing, or a deletion that stopped, may have a bucket or a table that somebody has filled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..refusals import code_of
from ..templates.stateful import is_stateful
from .asking import ask
from .workshop import Workshop

_GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")  # a skipped one has left its stack, and stays in the account
_NOT_THERE = ("NotFound", "NoSuch", "NonExistent", "404")


@dataclass(frozen=True)
class Remain:
    """A resource of a stack. ``physical_id`` is empty while it was never made."""

    stack: str
    resource: str
    resource_type: str
    physical_id: str
    status: str
    reason: str = ""

    def name(self, prefix: str) -> str:
        """How it is named in settings: ``<system>-<stack>.<LogicalId>``."""
        return f"{self.stack.removeprefix(f'{prefix}-')}.{self.resource}"

    def __str__(self) -> str:
        return f"{self.resource} ({self.resource_type} {self.physical_id})"


def remains(workshop: Workshop, stack: str, stack_id: str) -> list[Remain]:
    """Every resource that a stack lists, also those that are gone."""
    pages = ask(
        workshop,
        lambda: list(workshop.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_id)),
    )
    return [_remain(stack, told) for page in pages for told in page["StackResourceSummaries"]]


def alive(found: list[Remain]) -> list[Remain]:
    """Those that a deletion of the stack would still have to delete."""
    return [one for one in found if one.physical_id and one.status not in _GONE]


def left_behind(found: list[Remain]) -> list[Remain]:
    """Those that are in the account but not in the stack any more."""
    return [one for one in found if one.status == "DELETE_SKIPPED"]


def holds_data(workshop: Workshop, one: Remain) -> bool:
    """Whether a resource holds what deleting it would lose; where that cannot be looked up, it is taken to."""
    look = LOOKS.get(one.resource_type)
    if look is None:
        return is_stateful(one.resource_type)
    service, filled = look
    try:
        return filled(workshop.target.client(service), one.physical_id)
    except ClientError as error:
        return not any(word in code_of(error) for word in _NOT_THERE)


def _remain(stack: str, told: Mapping[str, Any]) -> Remain:
    return Remain(
        stack,
        told.get("LogicalResourceId", ""),
        told.get("ResourceType", ""),
        told.get("PhysicalResourceId", ""),
        told.get("ResourceStatus", ""),
        told.get("ResourceStatusReason", ""),
    )


def _bucket_filled(s3: Any, name: str) -> bool:
    found = s3.list_object_versions(Bucket=name, MaxKeys=1)
    return bool(found.get("Versions") or found.get("DeleteMarkers"))


def _table_filled(dynamodb: Any, name: str) -> bool:
    return bool(dynamodb.scan(TableName=name, Limit=1, Select="COUNT")["Count"])


def _queue_filled(sqs: Any, url: str) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names).get("Attributes", {})
    return any(int(told.get(name, 0)) for name in names)


def _log_group_filled(logs: Any, name: str) -> bool:
    return bool(logs.describe_log_streams(logGroupName=name, limit=1)["logStreams"])


LOOKS: Mapping[str, tuple[str, Callable[[Any, str], bool]]] = {
    "AWS::S3::Bucket": ("s3", _bucket_filled),
    "AWS::DynamoDB::Table": ("dynamodb", _table_filled),
    "AWS::SQS::Queue": ("sqs", _queue_filled),
    "AWS::Logs::LogGroup": ("logs", _log_group_filled),
}
