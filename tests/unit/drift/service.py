"""A CloudFormation that compares stacks and takes drift back as a test tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack
from tests.fakes.stacks import TAGS

NAME = "stackyard-dev-shop-api"
REVERT = "REVERT_DRIFT"


def found(name: str, status: str = "IN_SYNC", kind: str = "AWS::SQS::Queue", **more: Any) -> dict[str, Any]:
    return {"LogicalResourceId": name, "ResourceType": kind, "StackResourceDriftStatus": status, **more}


def difference(path: str, expected: str, actual: str, kind: str = "NOT_EQUAL") -> dict[str, str]:
    return {"PropertyPath": path, "ExpectedValue": expected, "ActualValue": actual, "DifferenceType": kind}


def refusal(message: str) -> ClientError:
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DetectStackDrift")


@dataclass
class DriftingCloudFormation(FakeCloudFormation):
    """``drifts``: entries of ``describe_stack_resource_drifts`` by stack; ``looks``: answers of the detection's status.

    ``proposal``: the ``ResourceChange`` entries of every change set; ``mode``: what is said of its deployment mode.
    ``nested``: those of change sets of nested stacks, by id, which is ``<stack>/<any>``. ``policies`` and
    ``templates``: by stack.
    """

    drifts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    reason: str = ""
    busy: int = 0
    proposal: list[dict[str, Any]] = field(default_factory=list)
    mode: str = REVERT
    requests: list[dict[str, Any]] = field(default_factory=list)
    nested: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 2

    def deploy(self, name: str = NAME, status: str = "CREATE_COMPLETE", **resources: str) -> FakeStack:
        return self.add(FakeStack(name, status, tags=dict(TAGS), parameters={"Size": "1"}, resources=resources))

    def get_template(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        return {"TemplateBody": self.templates.get(StackName, {})}

    def detect_stack_drift(self, StackName: str) -> dict[str, str]:  # noqa: N803
        if self.busy:
            self.busy -= 1
            raise refusal("Drift detection is already in progress for stack")
        return {"StackDriftDetectionId": self._find(StackName).name}

    def describe_stack_drift_detection_status(self, StackDriftDetectionId: str) -> dict[str, str]:  # noqa: N803
        status = self.looks.pop(0) if self.looks else "DETECTION_COMPLETE"
        return {
            "StackDriftDetectionId": StackDriftDetectionId,
            "DetectionStatus": status,
            "DetectionStatusReason": self.reason,
        }

    def describe_stack_resource_drifts(self, StackName: str, NextToken: str = "0") -> dict[str, Any]:  # noqa: N803
        all_of_it, begin = self.drifts.get(self._find(StackName).name, []), int(NextToken)
        more = {"NextToken": str(begin + self.page)} if begin + self.page < len(all_of_it) else {}
        return {"StackResourceDrifts": all_of_it[begin : begin + self.page], **more}

    def create_change_set(self, **request: Any) -> dict[str, str]:
        self.requests.append(request)
        stack = self._find(request["StackName"])
        self.calls.append(f"propose {stack.name}")
        self.change_sets[request["ChangeSetName"]] = {**request, "StackName": stack.name}
        return {"Id": request["ChangeSetName"], "StackId": stack.stack_id}

    def describe_change_set(self, ChangeSetName: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        changes = [{"ResourceChange": change} for change in self.nested.get(ChangeSetName, self.proposal)]
        stack = self.change_sets.get(ChangeSetName, {}).get("StackName") or ChangeSetName.partition("/")[0]
        told = {"Status": "FAILED", "StatusReason": self.refusal} if self.refusal else {"Status": "CREATE_COMPLETE"}
        return {
            **told,
            "DeploymentMode": self.mode,
            "Changes": changes,
            "ChangeSetId": ChangeSetName,
            "StackName": stack,
        }

    def get_stack_policy(self, StackName: str) -> dict[str, str]:  # noqa: N803
        return {"StackPolicyBody": self.policies[StackName]} if StackName in self.policies else {}

    def set_stack_policy(self, StackName: str, StackPolicyBody: str) -> None:  # noqa: N803
        self.policies[StackName] = StackPolicyBody
        denied = json.loads(StackPolicyBody)["Statement"][1]
        self.calls.append(f"policy {' '.join(denied.get('NotResource', ['whole']))}")

    def execute_change_set(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: ARG002, N803
        stack = self.stacks[self.change_sets.pop(ChangeSetName)["StackName"]]
        self.calls.append(f"execute {stack.name}")
        stack.steps = list(self.update)


def modified(name: str = "Queue", **more: Any) -> dict[str, Any]:
    target = {
        "Attribute": "Properties", "Name": "DelaySeconds", "Path": "/Properties/DelaySeconds", "BeforeValue": "5",
        "AfterValue": "0", "Drift": {"PreviousValue": "0", "ActualValue": "7"},
    }  # fmt: skip
    change = {"Action": "Modify", "LogicalResourceId": name, "ResourceType": "AWS::SQS::Queue"}
    return {**change, "Replacement": "False", "Details": [{"Target": target}], **more}


def as_json(value: Any) -> str:
    return json.dumps(value)
