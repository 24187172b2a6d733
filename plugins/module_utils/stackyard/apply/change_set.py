"""One change set, from its request to its execution. An empty one leaves nothing behind, not even itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import StackyardError
from ..plan.model import StackState
from ..plan.template import Template
from .asking import AwsError, ask
from .changes import Change
from .events import REVIEW
from .operations import new_token
from .options import NoExpressError, create, in_mode, mode_options, refuses_express
from .template_source import template_argument
from .watch import describe, newest_event
from .workshop import Workshop

# CloudFormation has no code for "nothing to do", only these two sentences.
_EMPTY = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class ChangeSet:
    """A change set that is ready to be executed; ``mark`` is the stack's latest event before it was made."""

    change_set_id: str
    stack_id: str
    changes: tuple[Change, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Request:
    """What a stack shall become; parameters named by ``previous`` keep their values."""

    name: str
    template: Template
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    previous: frozenset[str] = frozenset()


def request_change_set(workshop: Workshop, request: Request, state: StackState | None) -> ChangeSet | None:
    """Ask for a change set and wait for it; ``None`` when it would change nothing.

    Raises ``StackyardError`` when CloudFormation refuses it; a stack that existed only for it is removed again. Raises
    ``NoExpressError`` when it would take it without express mode.
    """
    token = new_token()  # an interrupted run may have left a change set of any fixed name
    arguments = create_arguments(workshop, request, token, new=state is None)
    workshop.pace.go_on()
    answer = create(workshop, arguments)
    try:
        mark = ask(workshop, lambda: newest_event(workshop.cloudformation, answer["StackId"])) if state else ""
        described = _wait(workshop, answer["Id"])
    except BaseException:
        discard(workshop, ChangeSet(answer["Id"], answer["StackId"]), shell=state is None)
        raise
    if described["Status"] != "FAILED":
        return ChangeSet(answer["Id"], answer["StackId"], _changes(workshop, answer["Id"], described), mark)
    reason = described.get("StatusReason", "")
    if refuses_express(workshop, reason):  # the shell of a new stack is needed again at once
        discard(workshop, ChangeSet(answer["Id"], answer["StackId"]), shell=False)
        raise NoExpressError(reason)
    remove_change_set(workshop, answer["Id"], answer["StackId"], shell=state is None)
    if any(sentence in reason for sentence in _EMPTY):
        return None
    raise StackyardError(
        f"CloudFormation refuses the change set of {request.name}",
        given=f"{reason} (template: {request.template.path})",
        remedy="mend what the reason names, then run the same command again",
    )


def create_arguments(workshop: Workshop, request: Request, token: str, *, new: bool) -> dict[str, Any]:
    """Arguments of ``create_change_set``; a request repeated after a lost answer makes one change set by its token."""
    return {
        "StackName": request.name,
        "ChangeSetName": token,
        "ClientToken": token,
        "ChangeSetType": "CREATE" if new else "UPDATE",
        "Capabilities": request.template.capabilities,
        "Parameters": [
            *(
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in in_mode(workshop.modes, request.parameters).items()
            ),
            *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(request.previous)),
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in request.tags.items()],
        **template_argument(workshop, request.template),
        **mode_options(workshop, request.name, request.template, new=new),
    }


def execute_change_set(workshop: Workshop, ready: ChangeSet) -> None:
    """Execute a change set: once, however often the request has to be repeated."""
    workshop.pace.go_on()
    token = new_token()
    ask(
        workshop,
        lambda: workshop.cloudformation.execute_change_set(ChangeSetName=ready.change_set_id, ClientRequestToken=token),
    )


def remove_change_set(workshop: Workshop, change_set_id: str, stack_id: str, *, shell: bool) -> None:
    """Delete a change set that will not be executed, and the empty stack that was made for it (``shell``).

    A stack that turns out to be more than a shell is left alone: its change set was executed after all.
    """
    workshop.cloudformation.delete_change_set(ChangeSetName=change_set_id)
    if shell:
        state = describe(workshop.cloudformation, stack_id)
        if state and state.status == REVIEW:
            workshop.cloudformation.delete_stack(StackName=stack_id)


def discard(workshop: Workshop, ready: ChangeSet, *, shell: bool) -> None:
    """Remove a change set as far as that is possible now; what stays behind is cleaned up by the next run."""
    with suppress(*AwsError):
        remove_change_set(workshop, ready.change_set_id, ready.stack_id, shell=shell)


def _wait(workshop: Workshop, change_set_id: str) -> dict[str, Any]:
    for _ in workshop.pace.looks():
        described: dict[str, Any] = ask(
            workshop, lambda: workshop.cloudformation.describe_change_set(ChangeSetName=change_set_id)
        )
        if described["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            return described
    raise AssertionError("looks() never ends")


def _changes(workshop: Workshop, change_set_id: str, described: Mapping[str, Any]) -> tuple[Change, ...]:
    """All changes of a change set; ``described`` is the first page, and mostly the only one."""
    pages = [described]
    if described.get("NextToken"):
        pages = list(workshop.cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set_id))
    found = [entry for page in pages for entry in page.get("Changes", ())]
    return tuple(Change.parse(entry["ResourceChange"]) for entry in found if "ResourceChange" in entry)
