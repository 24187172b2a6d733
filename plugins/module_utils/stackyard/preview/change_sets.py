"""Asks CloudFormation what a stack's update or creation would do, and takes back whatever the question left behind.

A question is a change set that is never executed; for a new stack it makes an empty one, in REVIEW_IN_PROGRESS, which
must not stay. Both are removed however the question ends, also when the run is stopped.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from ..apply.asking import Answer, AwsError, ask
from ..apply.change_set import Request, create_arguments
from ..apply.observer import Silent
from ..apply.options import NoExpressError, express_or_not, refuses_express
from ..apply.polling import Stopped
from ..apply.watch import describe
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.model import StackSpec
from ..refusals import about_request, code_of, message_of

# CloudFormation has no code for "nothing to do", only these two sentences.
_EMPTY = ("didn't contain changes", "No updates are to be performed")
_FORBIDDEN = ("AccessDenied", "UnauthorizedOperation", "NotAuthorized")
_PATIENCE = 60  # looks at a shell that is being removed


class Refused(Exception):  # noqa: N818 - an answer, which the caller may have a way around
    """CloudFormation does not make the change set. ``forbidden``: the caller of the API may not ask."""

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forbidden = forbidden


@dataclass(frozen=True)
class Question:
    """A change set to be asked for. ``new``: the stack does not exist, and must not afterwards."""

    spec: StackSpec
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    new: bool


@dataclass
class Asking:
    """Asks questions, from any thread, until it is closed."""

    workshop: Workshop
    stop: threading.Event = field(default_factory=threading.Event)
    _open: int = field(default=0, init=False)
    _turn: threading.Condition = field(default_factory=threading.Condition, init=False)

    def close(self) -> None:
        """Let no question be begun any more, and wait until what the open ones made is removed."""
        with self._turn:
            self.stop.set()
            self._turn.wait_for(lambda: self._open == 0)

    def changes(self, question: Question) -> list[Mapping[str, Any]]:
        """Give the ``ResourceChange`` entries of a change set; none when there is nothing to do.

        Raises ``Refused`` with CloudFormation's reason, ``Stopped``, and ``StackyardError`` when a template is too big
        to be handed over. Express mode is left out where the service refuses it, as a deployment does.
        """
        return express_or_not(self.workshop, lambda workshop: self._changes(workshop, question), lambda _: None)

    def _changes(self, workshop: Workshop, question: Question) -> list[Mapping[str, Any]]:
        name = f"stackyard-preview-{uuid.uuid4().hex}"
        spec = question.spec
        request = Request(spec.name, spec.template, question.parameters, question.tags, spec.previous)
        arguments = create_arguments(workshop, request, name, new=question.new)
        stack = spec.name  # an answer that is lost may have made a shell, whose id nobody learns
        with self._begun():
            try:
                stack = str(self._create(workshop, arguments)["StackId"])
                return self._described(workshop, question, name)
            finally:
                self._remove(question, name, stack)

    @contextlib.contextmanager
    def _begun(self) -> Iterator[None]:
        with self._turn:
            if self.stop.is_set():
                raise Stopped
            self._open += 1
        try:
            yield
        finally:
            with self._turn:
                self._open -= 1
                self._turn.notify_all()

    @staticmethod
    def _create(workshop: Workshop, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = workshop.cloudformation.create_change_set(**arguments)
        except ClientError as error:
            if about_request(error) and refuses_express(workshop, message_of(error)):
                raise NoExpressError(message_of(error)) from error
            raise refusal(error) from error
        return answer

    def _described(self, workshop: Workshop, question: Question, name: str) -> list[Mapping[str, Any]]:
        asked = {"StackName": question.spec.name, "ChangeSetName": name}
        for _ in replace(workshop.pace, stop=self.stop).looks():
            pages = workshop.cloudformation.get_paginator("describe_change_set").paginate(
                **asked, IncludePropertyValues=True
            )
            found: list[Mapping[str, Any]] = []
            status, reason = "", ""
            for page in pages:
                status, reason = page["Status"], page.get("StatusReason", "")
                found += [entry["ResourceChange"] for entry in page.get("Changes", ()) if "ResourceChange" in entry]
            if status == "FAILED" and refuses_express(workshop, reason):
                raise NoExpressError(reason)
            if status == "FAILED" and not any(sentence in reason for sentence in _EMPTY):
                raise Refused(reason or "CloudFormation gives no reason")
            if status not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
                return found
        raise AssertionError("looks() never ends")

    def _remove(self, question: Question, name: str, stack: str) -> None:
        cloudformation = self.workshop.cloudformation
        with contextlib.suppress(*AwsError):
            self._surely(lambda: cloudformation.delete_change_set(StackName=stack, ChangeSetName=name))
        if question.new:
            with contextlib.suppress(*AwsError):
                self._remove_shell(stack)

    def _remove_shell(self, stack: str) -> None:
        """Remove an empty stack, unless somebody uses it by now: it has other change sets, or is being deployed."""
        cloudformation = self.workshop.cloudformation
        state = self._surely(lambda: describe(cloudformation, stack))
        if state is None or state.status != "REVIEW_IN_PROGRESS":
            return
        if self._surely(lambda: cloudformation.list_change_sets(StackName=stack)).get("Summaries"):
            return
        stack_id = state.stack_id
        self._surely(lambda: cloudformation.delete_stack(StackName=stack_id))
        for _ in self._some_looks():
            if describe(cloudformation, state.stack_id) is None:
                return

    def _surely(self, request: Callable[[], Answer]) -> Answer:
        """Make a request that tidies up: repeated where it is lost, also when the run is being stopped."""
        unstopped = replace(self.workshop.pace, stop=threading.Event())
        return ask(replace(self.workshop, pace=unstopped, observer=Silent()), request)

    def _some_looks(self) -> Iterator[int]:
        for look in self.workshop.pace.looks():
            if look == _PATIENCE:
                return
            yield look


def refusal(error: ClientError) -> Refused:
    """Read an error of the API as a refusal; what is no refusal (throttling, a server's fault) is raised again."""
    code, message = code_of(error), message_of(error)
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
