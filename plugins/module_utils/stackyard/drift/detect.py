"""Compares all stacks of an environment with what their templates made, all at once.

CloudFormation compares one stack at a time and takes its time for it; it leaves out nested stacks (which are asked for
themselves here, because they are listed like the rest) and types that it cannot compare, which are counted and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..apply.polling import Pace
from ..plan.model import StackState
from ..preview.differences import differences
from ..refusals import message_of
from .model import PropertyDrift, ResourceDrift, StackDrift, Status
from .secrets import Secrets

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
_COMPARABLE = frozenset(
    {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "IMPORT_COMPLETE"}
)
_AT_ONCE = 8
_PATIENCE = 400  # looks: with the pace's longest pause some twenty minutes


def detect(cloudformation: Any, states: Sequence[StackState], pace: Pace | None = None) -> list[StackDrift]:
    """Compare stacks side by side; the answer has their order. Raises what boto3 raises."""
    looks = pace or Pace(first=0.1)
    with ThreadPoolExecutor(_AT_ONCE, "drift") as pool:
        return list(pool.map(lambda state: _Comparison(cloudformation, state, looks).drift(), states))


@dataclass(frozen=True)
class _Comparison:
    """The comparison of one stack."""

    cloudformation: Any
    state: StackState
    pace: Pace

    def drift(self) -> StackDrift:
        if self.state.status not in _COMPARABLE:
            return StackDrift(self.state.name, failure=f"cannot be compared while it is {self.state.status}")
        failure = self._compare()
        compared = list(self._compared())
        if any(one.properties for one in compared):
            compared = list(map(Secrets.of_stack(self.cloudformation, self.state.name).hide, compared))
        found = {one.logical_id: one for one in compared}
        everything = tuple(found.get(name) or unchecked for name, unchecked in self._resources())
        if any(one.status is Status.UNKNOWN for one in everything):
            failure = failure or "some of its resources could not be compared"
        return StackDrift(self.state.name, everything, failure)

    def _compare(self) -> str:
        """Have CloudFormation compare the stack, and wait for the end; why that failed, or nothing."""
        detection = ""
        for look in self.pace.looks():
            if look == _PATIENCE:
                break
            detection = detection or self._start()
            if not detection:
                continue  # somebody else's comparison is still under way
            told = self.cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
            if told["DetectionStatus"] == "DETECTION_FAILED":
                return str(told.get("DetectionStatusReason") or "CloudFormation gives no reason")
            if told["DetectionStatus"] != "DETECTION_IN_PROGRESS":
                return ""
        return "the comparison did not end in time"

    def _start(self) -> str:
        try:
            answer = self.cloudformation.detect_stack_drift(StackName=self.state.stack_id)
        except ClientError as error:
            if "in progress" in message_of(error).lower():
                return ""
            raise
        return str(answer["StackDriftDetectionId"])

    def _compared(self) -> Iterator[ResourceDrift]:
        more: dict[str, str] = {}
        while True:
            page = self.cloudformation.describe_stack_resource_drifts(StackName=self.state.stack_id, **more)
            yield from map(resource_drift, page["StackResourceDrifts"])
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def _resources(self) -> Iterator[tuple[str, ResourceDrift]]:
        pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.state.stack_id)
        for resource in (one for page in pages for one in page["StackResourceSummaries"]):
            name, kind = resource["LogicalResourceId"], resource["ResourceType"]
            if resource["ResourceStatus"] != "DELETE_COMPLETE":
                physical = resource.get("PhysicalResourceId", "")
                yield name, ResourceDrift(name, kind, Status.NOT_CHECKED, physical)


def resource_drift(found: dict[str, Any]) -> ResourceDrift:
    """Make a resource of one entry of a ``describe_stack_resource_drifts`` answer."""
    return ResourceDrift(
        logical_id=found["LogicalResourceId"],
        type=found["ResourceType"],
        status=Status(found["StackResourceDriftStatus"]),
        physical_id=found.get("PhysicalResourceId", ""),
        properties=tuple(each for one in found.get("PropertyDifferences") or () for each in _properties(one)),
        reason=found.get("DriftStatusReason", ""),
    )


def _properties(found: dict[str, str]) -> Iterator[PropertyDrift]:
    """Compare both sides of a difference in depth: a whole map may differ in one of its values only."""
    path, kind = readable(found["PropertyPath"]), found.get("DifferenceType")
    expected = None if kind == "ADD" else _value(found.get("ExpectedValue"))
    actual = None if kind == "REMOVE" else _value(found.get("ActualValue"))
    for one in differences(expected, actual, path):
        yield PropertyDrift(one.path, one.before, one.after)


def _value(text: str | None) -> Any:
    """Read a value that CloudFormation writes as JSON where it is none of text or number."""
    if text is None or text == "null":
        return None
    if text.startswith(("{", "[")):
        with suppress(ValueError):
            return json.loads(text)
    return text


def readable(pointer: str) -> str:
    """Write a JSON pointer (``/Tags/3/Value``) as paths are written everywhere else (``Tags[3].Value``)."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.lstrip("/").split("/")]
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts).lstrip(".")
