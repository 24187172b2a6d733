"""Change sets that take drift back: `DeploymentMode=REVERT_DRIFT` compares with what is really there.

Stock MiniStack ignores the mode and finds no changes. Here the resources whose drift MiniStack can detect are compared
when the change set is created; its changes name the properties with their actual values, and executing it sets these
right, and makes what was deleted anew.

Hooks: `services.cloudformation._ACTION_HANDLERS`, for `CreateChangeSet`, `DescribeChangeSet` and `ExecuteChangeSet`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, Document, given, refusal, stack_of

MODE = "REVERT_DRIFT"
_OK = 200

Action = Callable[[Any], Any]


def apply() -> None:
    """Puts the mode into the operations on change sets."""
    actions = hooks.attribute(CLOUDFORMATION, "_ACTION_HANDLERS")
    for name, wrapper in (
        ("CreateChangeSet", _comparing),
        ("DescribeChangeSet", _telling),
        ("ExecuteChangeSet", _taking_back),
    ):
        actions[name] = wrapper(actions[name])


def _comparing(action: Action) -> Action:
    def create(params: Any) -> Any:
        mode = given(params, "DeploymentMode")
        if mode and mode != MODE:
            return refusal(f"Value '{mode}' at 'deploymentMode' failed to satisfy constraint: [{MODE}]")
        answer = action(params)
        if mode and answer[0] == _OK:
            _compare(_change_set(params))
        return answer

    return create


def _compare(change_set: Document) -> None:
    stack = hooks.attribute(CLOUDFORMATION, "_stacks")[change_set["StackName"]]
    drifts = {drift["LogicalResourceId"]: drift for drift in _drifts(stack)}
    change_set.update(DeploymentMode=MODE, _drifts=drifts)
    planned = {change["ResourceChange"]["LogicalResourceId"] for change in change_set["Changes"]}
    new = [change_of(drift) for name, drift in drifts.items() if name not in planned]
    change_set["Changes"] = [*change_set["Changes"], *({"ResourceChange": change} for change in new)]
    if new:
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")


def _drifts(stack: Document) -> Iterator[Document]:
    detect = hooks.attribute(f"{CLOUDFORMATION}.drift", "detect_resource_drift")
    supports = hooks.attribute(f"{CLOUDFORMATION}.drift", "supports_drift")
    moment = hooks.attribute("ministack.core.responses", "now_iso")()
    for name, record in (stack.get("_resources") or {}).items():
        if supports(record.get("ResourceType", "")):
            drift = detect(stack, name, record, moment)
            if drift["StackResourceDriftStatus"] in ("MODIFIED", "DELETED"):
                yield drift


def change_of(drift: Document) -> Document:
    """The `ResourceChange` that takes one drift back; what was deleted is added again."""
    change = {"LogicalResourceId": drift["LogicalResourceId"], "ResourceType": drift["ResourceType"]}
    if drift["StackResourceDriftStatus"] == "DELETED":
        return {"Action": "Add", **change}
    details = [
        {
            "Target": {
                "Attribute": "Properties",
                "Name": one["PropertyPath"].split("/")[1],
                "RequiresRecreation": "Never",
                "Path": f"/Properties{one['PropertyPath']}",
                "BeforeValue": one["ActualValue"],
                "AfterValue": one["ExpectedValue"],
                "Drift": {"PreviousValue": one["ExpectedValue"], "ActualValue": one["ActualValue"]},
            },
            "Evaluation": "Static",
            "ChangeSource": "NoModification",
        }
        for one in drift["PropertyDifferences"]
    ]
    physical = {"PhysicalResourceId": drift["PhysicalResourceId"]}
    return {
        "Action": "Modify",
        **change,
        **physical,
        "Replacement": "False",
        "Scope": ["Properties"],
        "Details": details,
    }


def _telling(action: Action) -> Action:
    def describe(params: Any) -> Any:
        status, headers, body = action(params)
        change_set = _change_set(params) if status == _OK else {}
        return status, headers, (completed(body, change_set) if change_set.get("DeploymentMode") else body)

    return describe


def completed(body: bytes, change_set: Document) -> bytes:
    """The answer with the mode, and with the values of each property, which MiniStack leaves out."""
    root = ElementTree.fromstring(body)  # noqa: S314 - the server's own answer
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    ElementTree.register_namespace("", space.strip("{}"))
    result = root.find(f"{space}DescribeChangeSetResult")
    if result is None:
        return body
    ElementTree.SubElement(result, f"{space}DeploymentMode").text = change_set["DeploymentMode"]
    details = [one for change in change_set["Changes"] for one in change["ResourceChange"].get("Details", ())]
    for target, detail in zip(result.iter(f"{space}Target"), details, strict=True):
        _add(
            target, space, {name: detail["Target"].get(name) for name in ("Path", "BeforeValue", "AfterValue", "Drift")}
        )
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ElementTree.Element, space: str, values: Document) -> None:
    for name, value in values.items():
        if value is None:
            continue
        element = ElementTree.SubElement(parent, f"{space}{name}")
        if isinstance(value, dict):
            _add(element, space, value)
        else:
            element.text = str(value)


def _taking_back(action: Action) -> Action:
    def execute(params: Any) -> Any:
        change_set = _change_set(params)
        if change_set.get("_drifts") and change_set["ExecutionStatus"] == "AVAILABLE":
            resources = hooks.attribute(CLOUDFORMATION, "_stacks")[change_set["StackName"]]["_resources"]
            for name, drift in change_set["_drifts"].items():
                _record(resources, name, drift)
        return action(params)

    return execute


def _record(resources: Document, name: str, drift: Document) -> None:
    """Makes the stack remember what is really there, so that the update finds the difference."""
    if drift["StackResourceDriftStatus"] == "DELETED":
        resources.pop(name, None)
        return
    expected, actual = (json.loads(drift[side]) for side in ("ExpectedProperties", "ActualProperties"))
    kept = {key: value for key, value in (resources[name].get("Properties") or {}).items() if key not in expected}
    resources[name]["Properties"] = {**kept, **actual}


def _change_set(params: Any) -> Document:
    find = hooks.attribute(f"{CLOUDFORMATION}.changesets", "_find_change_set")
    found: Document = find(given(params, "ChangeSetName"), stack_of(params).get("StackName", ""))[1] or {}
    return found
