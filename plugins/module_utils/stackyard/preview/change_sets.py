"""Asks CloudFormation what a stack's update or creation would do, and takes back whatever the question left behind.

A question is a change set that is never executed; for a new stack it makes an empty one, in REVIEW_IN_PROGRESS, which
must not stay. Both are removed however the question ends, also when the run is stopped.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..apply.template_source import template_argument
from ..apply.watch import describe
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.model import StackSpec

# CloudFormation has no code for "nothing to do", only these two sentences.
_EMPTY = ("didn't contain changes", "No updates are to be performed")
_FORBIDDEN = ("AccessDenied", "UnauthorizedOperation", "NotAuthorized")
_PATIENCE = 60  # looks at a shell that is being removed


class Stopped(Exception):  # noqa: N818 - not an error: the run was stopped, and this thread ends
    """The run was stopped while a question was open."""


@dataclass(frozen=True)
class Refused(Exception):  # noqa: N818 - an answer, which the caller may have a way around
    """CloudFormation does not make the change set. ``forbidden``: the caller of the API may not ask."""

    reason: str
    forbidden: bool = False


@dataclass(frozen=True)
class Question:
    """A change set to be asked for. ``new``: the stack does not exist, and must not afterwards."""

    spec: StackSpec
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    new: bool


@dataclass(frozen=True)
class Asking:
    """Asks questions, from any thread, until ``stop`` is set."""

    workshop: Workshop
    stop: threading.Event

    def changes(self, question: Question) -> list[Mapping[str, Any]]:
        """Give the ``ResourceChange`` entries of a change set; none when there is nothing to do.

        Raises ``Refused`` with CloudFormation's reason, ``Stopped``, and ``StackyardError`` when a template is too big
        to be handed over.
        """
        name = f"stackyard-preview-{uuid.uuid4().hex}"
        source = template_argument(self.workshop, question.spec.template)
        stack_id = ""
        try:
            stack_id = self._create(question, name, source)
            return self._described(question, name)
        finally:
            self._remove(question, name, stack_id)

    def _create(self, question: Question, name: str, source: Mapping[str, str]) -> str:
        if self.stop.is_set():
            raise Stopped
        given: list[dict[str, Any]] = [
            *({"ParameterKey": key, "ParameterValue": value} for key, value in question.parameters.items()),
            *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(question.spec.previous)),
        ]
        try:
            answer = self.workshop.cloudformation.create_change_set(
                StackName=question.spec.name,
                ChangeSetName=name,
                ClientToken=name,
                ChangeSetType="CREATE" if question.new else "UPDATE",
                Description="a preview, never executed",
                Capabilities=question.spec.template.capabilities,
                Parameters=given,
                Tags=[{"Key": key, "Value": value} for key, value in question.tags.items()],
                **source,
            )
        except ClientError as error:
            raise refusal(error) from error
        return str(answer["StackId"])

    def _described(self, question: Question, name: str) -> list[Mapping[str, Any]]:
        asked = {"StackName": question.spec.name, "ChangeSetName": name}
        for _ in self.workshop.pace.looks():
            pages = self.workshop.cloudformation.get_paginator("describe_change_set").paginate(
                **asked, IncludePropertyValues=True
            )
            found: list[Mapping[str, Any]] = []
            status, reason = "", ""
            for page in pages:
                status, reason = page["Status"], page.get("StatusReason", "")
                found += [entry["ResourceChange"] for entry in page.get("Changes", ()) if "ResourceChange" in entry]
            if status == "FAILED" and not any(sentence in reason for sentence in _EMPTY):
                raise Refused(reason or "CloudFormation gives no reason")
            if status not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
                return found
            if self.stop.is_set():
                raise Stopped
        raise AssertionError("looks() never ends")

    def _remove(self, question: Question, name: str, stack_id: str) -> None:
        # An answer that was lost may have made both, so both are removed by their names in any case.
        with contextlib.suppress(ClientError, BotoCoreError):
            self.workshop.cloudformation.delete_change_set(StackName=question.spec.name, ChangeSetName=name)
        if question.new and stack_id:
            with contextlib.suppress(ClientError, BotoCoreError):
                self._remove_shell(stack_id)

    def _remove_shell(self, stack_id: str) -> None:
        """Remove an empty stack, unless somebody uses it by now: it has other change sets, or is being deployed."""
        cloudformation = self.workshop.cloudformation
        state = describe(cloudformation, stack_id)
        if state is None or state.status != "REVIEW_IN_PROGRESS":
            return
        if cloudformation.list_change_sets(StackName=state.name).get("Summaries"):
            return
        cloudformation.delete_stack(StackName=stack_id)
        for _ in self._some_looks():
            if describe(cloudformation, stack_id) is None:
                return

    def _some_looks(self) -> Iterator[int]:
        for look in self.workshop.pace.looks():
            if look == _PATIENCE:
                return
            yield look


def refusal(error: ClientError) -> Refused:
    """Read an error of the API as a refusal; what is no refusal (throttling, a server's fault) is raised again."""
    told = error.response["Error"]
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    if any(word in code for word in _FORBIDDEN):
        return Refused(message or code, forbidden=True)
    if code in ("ValidationError", "InsufficientCapabilitiesException", "LimitExceededException"):
        return Refused(message or code)
    raise error


def refused(spec: StackSpec, reason: str) -> StackyardError:
    """Tell that a deployment would be refused, too."""
    return StackyardError(
        f"CloudFormation refuses the change set of {spec.name}",
        given=f"{reason} (template: {spec.template.path})",
        remedy="mend what the reason names, then run the same command again",
    )
