"""One change set, from its request to its execution. An empty one leaves nothing behind, not even itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import StackyardError
from ..plan.model import StackState
from ..plan.template import Template
from .changes import Change
from .template_source import template_argument
from .workshop import Workshop

# CloudFormation has no code for "nothing to do", only these two sentences.
_EMPTY = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class ChangeSet:
    """A change set that is ready to be executed."""

    change_set_id: str
    stack_id: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Request:
    """What a stack shall become."""

    name: str
    template: Template
    parameters: Mapping[str, str]
    tags: Mapping[str, str]


def request_change_set(workshop: Workshop, request: Request, state: StackState | None) -> ChangeSet | None:
    """Ask for a change set and wait for it; ``None`` when it would change nothing.

    Raises ``StackyardError`` when CloudFormation refuses it; a stack that existed only for it is removed again.
    """
    token = f"stackyard-{uuid.uuid4().hex}"  # an interrupted run may have left a change set of any fixed name
    answer = workshop.cloudformation.create_change_set(
        StackName=request.name,
        ChangeSetName=token,
        ClientToken=token,  # a request that boto3 repeats after a lost answer makes one change set
        ChangeSetType="UPDATE" if state else "CREATE",
        Capabilities=request.template.capabilities,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in request.parameters.items()],
        Tags=[{"Key": key, "Value": value} for key, value in request.tags.items()],
        **template_argument(workshop, request.template),
    )
    described = _wait(workshop, answer["Id"])
    if described["Status"] != "FAILED":
        return ChangeSet(answer["Id"], answer["StackId"], _changes(workshop, answer["Id"]))
    reason = described.get("StatusReason", "")
    remove_change_set(workshop, answer["Id"], answer["StackId"], shell=state is None)
    if any(sentence in reason for sentence in _EMPTY):
        return None
    raise StackyardError(
        f"CloudFormation refuses the change set of {request.name}",
        given=f"{reason} (template: {request.template.path})",
        remedy="mend what the reason names, then run the same command again",
    )


def remove_change_set(workshop: Workshop, change_set_id: str, stack_id: str, *, shell: bool) -> None:
    """Delete a change set that will not be executed, and the empty stack that was made for it."""
    workshop.cloudformation.delete_change_set(ChangeSetName=change_set_id)
    if shell:
        workshop.cloudformation.delete_stack(StackName=stack_id)


def _wait(workshop: Workshop, change_set_id: str) -> dict[str, Any]:
    for _ in workshop.pace.looks():
        described: dict[str, Any] = workshop.cloudformation.describe_change_set(ChangeSetName=change_set_id)
        if described["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            return described
    raise AssertionError("looks() never ends")


def _changes(workshop: Workshop, change_set_id: str) -> tuple[Change, ...]:
    pages = workshop.cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set_id)
    found = [
        entry["ResourceChange"] for page in pages for entry in page.get("Changes", ()) if "ResourceChange" in entry
    ]
    return tuple(Change.parse(change) for change in found)
