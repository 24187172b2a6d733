"""Takes drift back by drift-aware change sets: CloudFormation looks at what is really there, not at what it once made.

A change set of this kind (``DeploymentMode=REVERT_DRIFT``) with the template and the parameters that are deployed
changes nothing but what drifted. It is looked at before it is executed: one that would replace or remove a resource is
given up, because whoever mends a setting does not expect to lose what it belongs to.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..apply.change_set import ChangeSet, discard, execute_change_set
from ..apply.watch import Watch, newest_event
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..masks import masked
from ..plan.model import SYSTEM_TAG, StackState
from ..preview.model import Effect, PropertyChange, ResourceChange, StackPreview
from ..refusals import message_of
from .detect import readable

_MODE = "REVERT_DRIFT"
_EMPTY = ("didn't contain changes", "No updates are to be performed")
_EFFECTS = {"Add": Effect.ADD, "Remove": Effect.REMOVE, "Import": Effect.IMPORT}
_ONLY_NOTED = "SyncWithActual"  # nothing is changed but CloudFormation's own record


@dataclass(frozen=True)
class Reversal:
    """What taking back the drift of one stack would do, ready to be executed."""

    state: StackState
    ready: ChangeSet
    preview: StackPreview

    @property
    def dangers(self) -> tuple[ResourceChange, ...]:
        """What would be replaced or removed."""
        risky = (Effect.REPLACE, Effect.REMOVE)
        return tuple(one for one in self.preview.resources if one.effect in risky)


def propose(workshop: Workshop, state: StackState, *, nested: bool = False) -> Reversal | None:
    """Ask what taking back a stack's drift would do; ``None`` when CloudFormation sees nothing to take back.

    ``nested``: the stack has nested ones, which are to be taken back as well. Nothing stays in the account when this
    raises ``StackyardError``: CloudFormation refuses, or does not know drift-aware change sets.
    """
    name = f"stackyard-revert-{uuid.uuid4().hex}"
    try:
        answer = workshop.cloudformation.create_change_set(**_request(state, name, nested=nested))
    except ClientError as error:
        raise _refused(state, message_of(error)) from error
    mark = newest_event(workshop.cloudformation, answer["StackId"])
    ready = ChangeSet(answer["Id"], answer["StackId"], mark=mark)
    try:
        described = _described(workshop, answer["Id"])
        _check(state, described)
    except BaseException:
        discard(workshop, ready, shell=False)
        raise
    changes = [entry["ResourceChange"] for entry in described["Changes"] if "ResourceChange" in entry]
    if described["Status"] == "FAILED" or not changes:
        discard(workshop, ready, shell=False)
        return None
    return Reversal(state, ready, preview_of(state, changes, answer["Id"]))


def execute(workshop: Workshop, reversal: Reversal) -> None:
    """Take the drift back and wait for the end. Raises ``StackyardError`` with the first resource that failed."""
    execute_change_set(workshop, reversal.ready)
    watch = Watch(workshop, reversal.ready.stack_id, after=reversal.ready.mark, started=False)
    settled = watch.until_settled()
    if settled and settled.usable and "ROLLBACK" not in settled.status:
        return
    raise StackyardError(
        f"the drift of stack {reversal.state.name} could not be taken back",
        given=watch.cause or (settled.reason if settled else "the stack is gone"),
        remedy="mend what the reason names, then run the same command again",
    )


def give_up(workshop: Workshop, reversals: Iterable[Reversal]) -> None:
    """Remove proposals that will not be executed."""
    for reversal in reversals:
        discard(workshop, reversal.ready, shell=False)


def preview_of(state: StackState, changes: Iterable[Mapping[str, Any]], change_set_id: str) -> StackPreview:
    """Put the changes of a drift-aware change set into the words of previews."""
    system = state.tags.get(SYSTEM_TAG, "")
    stack = state.name.rpartition(f"-{system}-")[2] if system else state.name
    resources = tuple(_resource(change) for change in changes if change.get("Action") != _ONLY_NOTED)
    return StackPreview(state.name, system, stack, "update", "it drifted", resources, change_set_id=change_set_id)


def _request(state: StackState, name: str, *, nested: bool) -> dict[str, Any]:
    return {
        "StackName": state.stack_id,
        "ChangeSetName": name,
        "ClientToken": name,
        "ChangeSetType": "UPDATE",
        "DeploymentMode": _MODE,
        "UsePreviousTemplate": True,
        "Parameters": [{"ParameterKey": key, "UsePreviousValue": True} for key in state.parameters],
        "Tags": [{"Key": key, "Value": value} for key, value in state.tags.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        **({"IncludeNestedStacks": True} if nested else {}),
    }


def _described(workshop: Workshop, change_set_id: str) -> dict[str, Any]:
    """Wait for a change set; the answer with the changes of all its pages."""
    asked = {"ChangeSetName": change_set_id, "IncludePropertyValues": True}
    for _ in workshop.pace.looks():
        pages = list(workshop.cloudformation.get_paginator("describe_change_set").paginate(**asked))
        if pages[0]["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            return {**pages[0], "Changes": [entry for page in pages for entry in page.get("Changes", ())]}
    raise AssertionError("looks() never ends")


def _check(state: StackState, described: Mapping[str, Any]) -> None:
    """Refuse an answer that is no drift-aware change set: executing it would change what nobody has seen."""
    if described.get("DeploymentMode") != _MODE:
        raise StackyardError(
            "drift cannot be taken back here: CloudFormation does not know drift-aware change sets",
            given=f"{state.name}: {_MODE} was ignored",
            remedy="undo by hand what playbooks/drift.yml shows, or change the template and deploy it",
        )
    reason = described.get("StatusReason", "")
    if described["Status"] == "FAILED" and not any(sentence in reason for sentence in _EMPTY):
        raise _refused(state, reason)


def _refused(state: StackState, reason: str) -> StackyardError:
    return StackyardError(
        f"CloudFormation refuses to take back the drift of {state.name}",
        given=reason,
        remedy="mend what the reason names, then run the same command again",
    )


def _resource(change: Mapping[str, Any]) -> ResourceChange:
    replacement = change.get("Replacement") if change.get("Action") == "Modify" else ""
    replaced = Effect.REPLACE if replacement in ("True", "Conditional") else Effect.MODIFY
    details = [detail.get("Target") or {} for detail in change.get("Details") or ()]
    found = {_path(target): _property(target) for target in details if target.get("Attribute") == "Properties"}
    return ResourceChange(
        logical_id=change["LogicalResourceId"],
        type=change.get("ResourceType", ""),
        effect=_EFFECTS.get(change.get("Action", ""), replaced),
        physical_id=change.get("PhysicalResourceId", ""),
        properties=tuple(found.values()),
        maybe=replacement == "Conditional",
        retained=str(change.get("PolicyAction", "")).endswith(("Retain", "Snapshot")),
    )


def _path(target: Mapping[str, Any]) -> str:
    return readable(target.get("Path", "").removeprefix("/Properties")) or str(target.get("Name", ""))


def _property(target: Mapping[str, Any]) -> PropertyChange:
    """Tell what is there and what will be: the actual value first, where CloudFormation tells it."""
    path, actual = _path(target), (target.get("Drift") or {}).get("ActualValue")
    before, after = target.get("BeforeValue", "") if actual is None else actual, target.get("AfterValue", "")
    return PropertyChange(path, masked(path, before), masked(path, after), target.get("RequiresRecreation") == "Always")
