"""Takes drift back by drift-aware change sets: CloudFormation looks at what is really there, not at what it once made.

A change set of this kind (``DeploymentMode=REVERT_DRIFT``) with the template and the parameters that are deployed
changes nothing but what drifted. It is looked at before it is executed: one that would replace or remove a resource is
given up, because whoever mends a setting does not expect to lose what it belongs to. That holds for nested stacks, too:
each of them has a change set of its own below that of its root, and only the root's is executed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import ClientError

from ..apply.change_set import ChangeSet, discard, execute_change_set
from ..apply.changes import Change
from ..apply.policies import keep_policy, lift_policy, restore_policy
from ..apply.watch import Watch, newest_event
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..masks import masked
from ..plan.model import SYSTEM_TAG, StackState
from ..preview.model import Effect, PropertyChange, ResourceChange, StackPreview
from ..refusals import message_of
from .detect import readable
from .secrets import Secrets

_MODE = "REVERT_DRIFT"
_EMPTY = ("didn't contain changes", "No updates are to be performed")
_EFFECTS = {"Add": Effect.ADD, "Remove": Effect.REMOVE, "Import": Effect.IMPORT}
_ONLY_NOTED = "SyncWithActual"  # nothing is changed but CloudFormation's own record


@dataclass(frozen=True)
class Reversal:
    """What taking back the drift of one stack would do, ready to be executed.

    ``previews`` are those of the stack, then of its nested stacks as far as they drifted.
    """

    state: StackState
    ready: ChangeSet
    previews: tuple[StackPreview, ...]

    @property
    def losses(self) -> tuple[str, ...]:
        """What would be replaced or removed, by the names that ``allow_replace`` takes."""
        return tuple(
            f"{stack.system}-{stack.stack}.{one.logical_id}"
            for stack in self.previews
            for one in stack.resources
            if one.effect in (Effect.REPLACE, Effect.REMOVE)
        )


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
        previews = tuple(_previews(workshop, state, described, answer["Id"]))
    except BaseException:
        discard(workshop, ready, shell=False)
        raise
    changes = _changes(described)
    if described["Status"] == "FAILED" or not changes:
        discard(workshop, ready, shell=False)
        return None
    parsed = tuple(Change.parse(change) for change in changes)
    return Reversal(state, replace(ready, changes=parsed), previews)


def execute(workshop: Workshop, reversal: Reversal) -> None:
    """Take the drift back and wait for the end. Raises ``StackyardError`` with the first resource that failed.

    The stack's policy is lifted for what is allowed to be lost, and whole again afterwards.
    """
    name = reversal.state.name
    try:
        _begin(workshop, reversal)
        _watch(workshop, reversal)
    except BaseException:
        restore_policy(workshop, name)
        raise
    keep_policy(workshop, name)


def _watch(workshop: Workshop, reversal: Reversal) -> None:
    watch = Watch(workshop, reversal.ready.stack_id, after=reversal.ready.mark, started=False)
    settled = watch.until_settled()
    if not settled or not settled.usable or "ROLLBACK" in settled.status:
        raise StackyardError(
            f"the drift of stack {reversal.state.name} could not be taken back",
            given=watch.cause or (settled.reason if settled else "the stack is gone"),
            remedy="mend what the reason names, then run the same command again",
        )


def _begin(workshop: Workshop, reversal: Reversal) -> None:
    try:
        lift_policy(workshop, reversal.state.name, reversal.ready.changes)
        execute_change_set(workshop, reversal.ready)
    except BaseException:
        give_up(workshop, [reversal])
        raise


def give_up(workshop: Workshop, reversals: Iterable[Reversal]) -> None:
    """Remove proposals that will not be executed."""
    for reversal in reversals:
        discard(workshop, reversal.ready, shell=False)


def _changes(described: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry["ResourceChange"] for entry in described["Changes"] if "ResourceChange" in entry]


def _previews(
    workshop: Workshop, state: StackState, described: Mapping[str, Any], change_set_id: str
) -> Iterator[StackPreview]:
    """Preview a stack, and its nested ones, as far as they drifted; what is secret is masked."""
    nested = [(one["StackName"], one, one["ChangeSetId"]) for one in _nested_ones(workshop, described)]
    for name, told, identity in [(state.name, described, change_set_id), *nested]:
        preview = _preview(state, name, _changes(told), identity)
        if any(one.properties for one in preview.resources):
            preview = Secrets.of_stack(workshop.cloudformation, name).hide_in(preview)
        if preview.resources:
            yield preview


def _nested_ones(workshop: Workshop, described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Change sets of nested stacks, and of those that are nested in them."""
    for change in _changes(described):
        if change.get("ChangeSetId"):
            nested = _described(workshop, change["ChangeSetId"])
            yield nested
            yield from _nested_ones(workshop, nested)


def _told_below(change: Mapping[str, Any]) -> bool:
    """Whether a change is but that of a nested stack, whose own changes are told."""
    return bool(change.get("ChangeSetId")) and change.get("Action") == "Modify" and change.get("Replacement") != "True"


def _preview(state: StackState, name: str, changes: Iterable[Mapping[str, Any]], change_set_id: str) -> StackPreview:
    """Put the changes of a drift-aware change set into the words of previews; ``state`` is the root stack's."""
    system = state.tags.get(SYSTEM_TAG, "")
    stack = name.partition(f"-{system}-")[2] if system else name
    resources = tuple(
        _resource(change) for change in changes if change.get("Action") != _ONLY_NOTED and not _told_below(change)
    )
    return StackPreview(name, system, stack, "update", "it drifted", resources, change_set_id=change_set_id)


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
