"""A CloudFormation that keeps the service's rules rather than a script, behind real clients of botocore.

It refuses what the service refuses: a second operation on a stack, a change set that is gone, an update of a stack that
never worked. So whatever a run leaves behind half-way has the consequences it would have. Every request moves every
running operation on by one step.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

ROOT_TYPE = "AWS::CloudFormation::Stack"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
METHOD = "AWS::ApiGateway::Method"
_UPDATABLE = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
)
_NO_EXPRESS = "DeploymentConfig: EXPRESS mode is not supported in this Region"
_PENDING = 1  # looks at a change set before it is ready


class Refusal(Exception):  # noqa: N818  # the service's own word
    """An answer that is an error."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass
class Resource:
    """A resource as it stands; ``definition`` is that of the template."""

    physical_id: str
    definition: dict[str, Any]
    status: str = "CREATE_COMPLETE"


@dataclass
class Stack:
    """One stack; ``operation`` is what CloudFormation is doing to it, a step at a time."""

    name: str
    stack_id: str
    status: str = "REVIEW_IN_PROGRESS"
    tags: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    served: tuple[str, ...] = ()
    protected: bool = False
    policy: str = ""
    events: list[dict[str, str]] = field(default_factory=list)
    change_sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    operation: Iterator[None] | None = None

    @property
    def busy(self) -> bool:
        return self.operation is not None


@dataclass
class Account:
    """Stacks by id, objects by key, and what is to go wrong.

    ``failing`` are logical ids that cannot be made or changed; ``stuck`` are those that cannot be brought back either.
    ``no_express`` is the operation at which change sets in express mode are refused.
    """

    stacks: dict[str, Stack] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    made: int = 0
    no_express: str = ""

    def answer(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request. Raises ``Refusal``."""
        for stack in self.stacks.values():
            if stack.operation and next(stack.operation, stack) is stack:
                stack.operation = None
        handler: Callable[..., dict[str, Any] | None] = getattr(self, operation)
        return handler(**given) or {}

    def state(self) -> dict[str, Any]:
        """Everything that tells one outcome from another; how a stack came to be complete does not."""
        return {
            stack.name: {
                "healthy": stack.status in _UPDATABLE and "ROLLBACK" not in stack.status and not stack.busy,
                "resources": {name: one.definition for name, one in sorted(stack.resources.items())},
                "served": stack.served,
                "change sets": sorted(stack.change_sets),
                **{part: getattr(stack, part) for part in ("tags", "parameters", "outputs", "protected", "policy")},
            }
            for stack in sorted(self.living(), key=lambda stack: stack.name)
        }

    def living(self) -> list[Stack]:
        return [stack for stack in self.stacks.values() if stack.status != "DELETE_COMPLETE"]

    # What CloudFormation is asked for, under its operations' own names.

    def DescribeStacks(self, StackName: str = "") -> dict[str, Any]:  # noqa: N802, N803
        chosen = [self._find(StackName)] if StackName else self.living()
        return {"Stacks": [_described(stack) for stack in chosen]}

    def DescribeStackEvents(self, StackName: str) -> dict[str, Any]:  # noqa: N802, N803
        return {"StackEvents": self._find(StackName).events[::-1]}

    def ListStackResources(self, StackName: str) -> dict[str, Any]:  # noqa: N802, N803
        found = self._find(StackName).resources.items()
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": name,
                    "PhysicalResourceId": one.physical_id,
                    "ResourceType": one.definition["Type"],
                    "ResourceStatus": one.status,
                }
                for name, one in found
            ]
        }

    def CreateChangeSet(self, **request: Any) -> dict[str, Any]:  # noqa: N802
        self._check_express("CreateChangeSet", request)
        name, new = request["StackName"], request["ChangeSetType"] == "CREATE"
        found = [stack for stack in self.living() if stack.name == name]
        change_set_id = _change_set_id(request["ChangeSetName"])
        if found and change_set_id in found[0].change_sets:
            if found[0].change_sets[change_set_id]["ClientToken"] != request.get("ClientToken"):
                raise Refusal("AlreadyExistsException", f"ChangeSet {request['ChangeSetName']} already exists")
            return {"Id": change_set_id, "StackId": found[0].stack_id}
        if new and found and found[0].status != "REVIEW_IN_PROGRESS":
            raise Refusal("ValidationError", f"Stack [{name}] already exists and cannot be created again")
        if not new and not found:
            raise Refusal("ValidationError", f"Stack [{name}] does not exist")
        if not new and found[0].status not in _UPDATABLE:
            message = f"Stack:{found[0].stack_id} is in {found[0].status} state and can not be updated."
            raise Refusal("ValidationError", message)
        stack = found[0] if found else self._shell(name)
        stack.change_sets[change_set_id] = {**request, "looks": _PENDING, "wanted": self._template(request)}
        return {"Id": change_set_id, "StackId": stack.stack_id}

    def ListChangeSets(self, StackName: str) -> dict[str, Any]:  # noqa: N802, N803
        stack = self._find(StackName)
        listed = [{"ChangeSetId": one, "ChangeSetName": one.split("/")[1]} for one in stack.change_sets]
        return {"Summaries": [{**one, "ExecutionStatus": "AVAILABLE", "Status": "CREATE_COMPLETE"} for one in listed]}

    def GetTemplate(self, StackName: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        resources = {name: one.definition for name, one in self._find(StackName).resources.items()}
        return {"TemplateBody": yaml.safe_dump({"Resources": resources})}

    def DescribeChangeSet(self, ChangeSetName: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        stack, change_set = self._change_set(ChangeSetName)
        if change_set["looks"]:
            change_set["looks"] -= 1
            return {"Status": "CREATE_IN_PROGRESS"}
        if self._is_refused("DescribeChangeSet", change_set):
            return {"Status": "FAILED", "StatusReason": _NO_EXPRESS}
        if _settled(stack, change_set):
            reason = "The submitted information didn't contain changes. Submit different information to create one."
            return {"Status": "FAILED", "StatusReason": reason}
        return {"Status": "CREATE_COMPLETE", "Changes": _changes(stack, change_set["wanted"]["Resources"])}

    def ExecuteChangeSet(self, ChangeSetName: str, ClientRequestToken: str = "") -> None:  # noqa: N802, N803
        if self._again(ClientRequestToken):
            return
        stack, change_set = self._change_set(ChangeSetName)
        if stack.busy:
            raise Refusal("InvalidChangeSetStatus", f"stack {stack.name} is in {stack.status} state")
        self._check_express("ExecuteChangeSet", change_set)
        self.tokens.add(ClientRequestToken)
        stack.change_sets.clear()  # the service removes all of a stack once one of them is executed
        wanted = {pair["ParameterKey"]: pair["ParameterValue"] for pair in change_set["Parameters"]}
        tags = {pair["Key"]: pair["Value"] for pair in change_set["Tags"]}
        work = self._create if stack.status == "REVIEW_IN_PROGRESS" else self._update
        stack.operation = work(stack, change_set["wanted"], wanted, tags)
        next(stack.operation)

    def DeleteChangeSet(self, ChangeSetName: str, **_: Any) -> None:  # noqa: N802, N803
        change_set_id = _change_set_id(ChangeSetName)
        for stack in self.living():
            if change_set_id in stack.change_sets and stack.busy:
                raise Refusal("InvalidChangeSetStatus", f"stack {stack.name} is in {stack.status} state")
            stack.change_sets.pop(change_set_id, None)

    def DeleteStack(self, StackName: str, RetainResources: list[str] | None = None) -> None:  # noqa: N802, N803
        del RetainResources
        try:
            stack = self._find(StackName)
        except Refusal:
            return  # the service says nothing about stacks that are not there
        if stack.protected:
            raise Refusal("ValidationError", f"Stack [{stack.name}] cannot be deleted while protected")
        if stack.status in ("DELETE_IN_PROGRESS", "DELETE_COMPLETE"):
            return
        stack.operation = self._delete(stack)
        next(stack.operation)

    def ContinueUpdateRollback(self, StackName: str, ClientRequestToken: str = "", **_: Any) -> None:  # noqa: N802, N803
        self._bring_back(StackName, ClientRequestToken, "UPDATE_ROLLBACK_FAILED")

    def UpdateTerminationProtection(self, StackName: str, EnableTerminationProtection: bool) -> None:  # noqa: N802, N803
        self._find(StackName).protected = EnableTerminationProtection

    def GetStackPolicy(self, StackName: str) -> dict[str, Any]:  # noqa: N802, N803
        policy = self._find(StackName).policy
        return {"StackPolicyBody": policy} if policy else {}

    def SetStackPolicy(self, StackName: str, StackPolicyBody: str) -> None:  # noqa: N802, N803
        json.loads(StackPolicyBody)
        self._find(StackName).policy = StackPolicyBody

    def PutObject(self, Bucket: str, Key: str, Body: Any, **_: Any) -> None:  # noqa: N802, N803
        del Bucket
        self.objects[Key] = Body if isinstance(Body, bytes) else Body.read()

    # How operations go on.

    def _create(
        self, stack: Stack, wanted: Mapping[str, Any], parameters: dict[str, str], tags: dict[str, str]
    ) -> Iterator[None]:
        stack.tags, stack.parameters = tags, parameters
        self._turn(stack, "CREATE_IN_PROGRESS")
        yield
        for name, definition in wanted["Resources"].items():
            if name in self.failing:
                self._tell(stack, name, definition["Type"], "CREATE_FAILED", "name is taken")
                self._turn(stack, "ROLLBACK_IN_PROGRESS")
                yield
                stack.resources.clear()
                self._turn(stack, "ROLLBACK_COMPLETE")
                return
            self._make(stack, name, definition)
            yield
        self._conclude(stack, wanted, "CREATE_COMPLETE")

    def _update(
        self, stack: Stack, wanted: Mapping[str, Any], parameters: dict[str, str], tags: dict[str, str]
    ) -> Iterator[None]:
        before = (dict(stack.resources), stack.parameters, stack.tags, stack.outputs, stack.served)
        stack.tags, stack.parameters = tags, parameters
        self._turn(stack, "UPDATE_IN_PROGRESS")
        yield
        for name, definition in wanted["Resources"].items():
            if name in stack.resources and stack.resources[name].definition == definition:
                continue
            if name in self.failing:
                self._tell(stack, name, definition["Type"], "UPDATE_FAILED", "limit exceeded")
                self._turn(stack, "UPDATE_ROLLBACK_IN_PROGRESS")
                yield
                stack.resources, stack.parameters, stack.tags, stack.outputs, stack.served = before
                self._turn(stack, "UPDATE_ROLLBACK_FAILED" if name in self.stuck else "UPDATE_ROLLBACK_COMPLETE")
                return
            self._make(stack, name, definition)
            yield
        self._turn(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        yield
        for name in set(stack.resources) - set(wanted["Resources"]):
            del stack.resources[name]
        self._conclude(stack, wanted, "UPDATE_COMPLETE")

    def _delete(self, stack: Stack) -> Iterator[None]:
        self._turn(stack, "DELETE_IN_PROGRESS")
        yield
        stack.resources.clear()
        stack.change_sets.clear()
        self._turn(stack, "DELETE_COMPLETE")

    def _bring_back(self, name: str, token: str, status: str) -> None:
        if self._again(token):
            return
        stack = self._find(name)
        if stack.status != status or stack.busy:
            raise Refusal("ValidationError", f"Stack:{stack.stack_id} is in {stack.status} state")
        self.tokens.add(token)
        stack.operation = self._rollback(stack)
        next(stack.operation)

    def _rollback(self, stack: Stack) -> Iterator[None]:
        self._turn(stack, "UPDATE_ROLLBACK_IN_PROGRESS")
        yield
        self._turn(stack, "UPDATE_ROLLBACK_FAILED" if self.stuck else "UPDATE_ROLLBACK_COMPLETE")

    def _conclude(self, stack: Stack, wanted: Mapping[str, Any], status: str) -> None:
        stack.outputs = {name: f"{stack.name}-{given['Value']}" for name, given in wanted.get("Outputs", {}).items()}
        self._turn(stack, status)

    def _make(self, stack: Stack, name: str, definition: dict[str, Any]) -> None:
        """Make or change a resource; a deployment of an API serves what the stack holds at that moment."""
        kept = stack.resources.get(name)
        self.made += kept is None
        stack.resources[name] = Resource(kept.physical_id if kept else f"{name}-{self.made}", definition)
        if definition["Type"] == DEPLOYMENT:
            methods = (one for one, made in stack.resources.items() if made.definition["Type"] == METHOD)
            stack.served = tuple(sorted(methods))
        self._tell(stack, name, definition["Type"], "UPDATE_COMPLETE" if kept else "CREATE_COMPLETE", "")

    def _turn(self, stack: Stack, status: str) -> None:
        stack.status = status
        self._tell(stack, stack.name, ROOT_TYPE, status, "")

    @staticmethod
    def _tell(stack: Stack, resource: str, kind: str, status: str, reason: str) -> None:
        event = {
            "EventId": f"{stack.stack_id}-{len(stack.events)}",
            "LogicalResourceId": resource,
            "PhysicalResourceId": stack.stack_id if kind == ROOT_TYPE else "",
            "ResourceType": kind,
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
        }
        stack.events.append(event)

    def _shell(self, name: str) -> Stack:
        stack = Stack(name, f"arn:aws:cloudformation:eu-central-1:123456789012:stack/{name}/{len(self.stacks)}")
        self.stacks[stack.stack_id] = stack
        self._turn(stack, "REVIEW_IN_PROGRESS")
        return stack

    def _template(self, request: Mapping[str, Any]) -> Any:
        url = request.get("TemplateURL", "")
        body = self.objects[f"templates/{url.rpartition('/')[2]}"].decode() if url else request["TemplateBody"]
        return _parsed(body)

    def _find(self, name_or_id: str) -> Stack:
        for stack in (self.stacks.get(name_or_id), *self.living()):
            if stack and name_or_id in (stack.stack_id, stack.name):
                return stack
        raise Refusal("ValidationError", f"Stack with id {name_or_id} does not exist")

    def _change_set(self, name_or_id: str) -> tuple[Stack, dict[str, Any]]:
        change_set_id = _change_set_id(name_or_id)
        for stack in self.living():
            if change_set_id in stack.change_sets:
                return stack, stack.change_sets[change_set_id]
        raise Refusal("ChangeSetNotFound", f"ChangeSet [{change_set_id}] does not exist", 404)

    def _is_refused(self, operation: str, request: Mapping[str, Any]) -> bool:
        return self.no_express == operation and "DeploymentConfig" in request

    def _check_express(self, operation: str, request: Mapping[str, Any]) -> None:
        if self._is_refused(operation, request):
            raise Refusal("ValidationError", _NO_EXPRESS)

    def _again(self, token: str) -> bool:
        return bool(token) and token in self.tokens


def _change_set_id(name_or_id: str) -> str:
    if name_or_id.startswith("arn:"):
        return name_or_id
    return f"arn:aws:cloudformation:eu-central-1:123456789012:changeSet/{name_or_id}/1"


@cache
def _parsed(body: str) -> Any:
    return yaml.safe_load(body)


def _settled(stack: Stack, change_set: Mapping[str, Any]) -> bool:
    tags = {pair["Key"]: pair["Value"] for pair in change_set["Tags"]}
    definitions = {name: one.definition for name, one in stack.resources.items()}
    return definitions == change_set["wanted"]["Resources"] and tags == stack.tags


def _changes(stack: Stack, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name in sorted({*wanted, *stack.resources}):
        kept = stack.resources.get(name)
        if kept and kept.definition == wanted.get(name):
            continue
        action = "Remove" if name not in wanted else "Modify" if kept else "Add"
        kind = (wanted.get(name) or kept.definition if kept else wanted[name])["Type"]
        change = {"Action": action, "LogicalResourceId": name, "ResourceType": kind, "Replacement": "False"}
        found.append({"Type": "Resource", "ResourceChange": change})
    return found


def _described(stack: Stack) -> dict[str, Any]:
    return {
        "StackName": stack.name,
        "StackId": stack.stack_id,
        "StackStatus": stack.status,
        "EnableTerminationProtection": stack.protected,
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in stack.parameters.items()],
    }
