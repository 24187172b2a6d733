"""Who calls a function without waiting for its answer: what such a call carries is lost when the function fails.

Lambda tries an asynchronous call three times and then forgets it, unless the function says where it is to go. Callers
that wait (APIs, queues, streams, state machines) hear of the failure and keep what they have themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import Document, Path, Possible, Resource, spelled
from .settled import entries, known

FUNCTION = "AWS::Lambda::Function"
ALIAS = "AWS::Lambda::Alias"
VERSION = "AWS::Lambda::Version"
# Services whose calls Lambda queues. Others that may be named in a permission wait for the answer.
_NOT_WAITING = frozenset({"s3", "sns", "events", "scheduler", "logs", "ses", "config", "iot", "codecommit"})
_NOTIFICATIONS = ("NotificationConfiguration", "LambdaConfigurations")
_WHERE: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "AWS::S3::Bucket": ((_NOTIFICATIONS, "Function"),),
    "AWS::Events::Rule": ((("Targets",), "Arn"),),
    "AWS::Scheduler::Schedule": ((("Target",), "Arn"),),
    "AWS::Logs::SubscriptionFilter": (((), "DestinationArn"),),
    "AWS::Lambda::EventInvokeConfig": (
        (("DestinationConfig", "OnFailure"), "Destination"),
        (("DestinationConfig", "OnSuccess"), "Destination"),
    ),
}
"""Type of a caller to where it names its targets: the way to a mapping or list of them, and the key in each."""


@dataclass(frozen=True)
class Called:
    """A function that somebody calls without waiting; ``by`` is the caller, ``alias`` the alias that it calls."""

    function: Resource
    by: str
    path: Path
    alias: Resource | None = None


def calls(document: Document) -> Iterator[Called]:
    """Every asynchronous caller of a function of the template, those that only a permission tells of as well."""
    for caller in document.resources():
        for target in _targets(document, caller):
            found, alias = function_of(document, target.value)
            if found is not None:
                yield Called(found, caller.name, target.path, alias)


def function_of(document: Document, value: Any) -> tuple[Resource | None, Resource | None]:
    """The function that a value names, and the alias or version if it does so by one of those."""
    named = document.resource(value)
    if named is None or named.kind == FUNCTION:
        return named, None
    if named.kind in (ALIAS, VERSION):
        behind = document.resource(named.properties.get("FunctionName"))
        return (behind if behind is not None and behind.kind == FUNCTION else None), named
    return None, None


def _targets(document: Document, caller: Resource) -> Iterator[Possible]:
    for way, key in _WHERE.get(caller.kind, ()):
        for held in document.possible(caller, *way):
            for one in entries(held):
                if isinstance(one.value, Mapping) and key in one.value:
                    yield Possible((*one.path, key), one.value[key], one.conditions)
    if caller.kind == "AWS::Lambda::Permission" and _service(document, caller) in _NOT_WAITING:
        yield from document.possible(caller, "FunctionName")
    if caller.kind in ("AWS::SNS::Subscription", "AWS::SNS::Topic"):
        yield from _subscribed(document, caller)
    if caller.kind == "AWS::ApiGateway::Method" and _is_told_not_to_wait(document, caller):
        yield from document.possible(caller, "Integration", "Uri")


def _subscribed(document: Document, caller: Resource) -> Iterator[Possible]:
    way = ("Subscription",) if caller.kind == "AWS::SNS::Topic" else ()
    for held in document.possible(caller, *way):
        for one in entries(held):
            if isinstance(one.value, Mapping) and "lambda" in known(document, one.value.get("Protocol")):
                yield Possible((*one.path, "Endpoint"), one.value.get("Endpoint"), one.conditions)


def _service(document: Document, permission: Resource) -> str:
    """``s3`` of ``s3.amazonaws.com``, however its suffix is written."""
    principals = [spelled(one.value) or "" for one in document.possible(permission, "Principal")]
    return principals[0].partition(".")[0] if principals else ""


def _is_told_not_to_wait(document: Document, method: Resource) -> bool:
    header = "integration.request.header.X-Amz-Invocation-Type"
    said = document.possible(method, "Integration", "RequestParameters", header)
    return any("'Event'" in known(document, one.value) for one in said)
