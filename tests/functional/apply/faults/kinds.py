"""The ways in which a request goes wrong, and a process ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError
from botocore.session import get_session
from stackyard.apply.asking import TRIES

from tests.fakes.account import Refusal
from tests.fakes.wire import Serve

ADDRESS = "https://cloudformation.example"
FOR_GOOD = 10**9
# Errors that every operation may answer, as the API reference lists them.
COMMON = {
    "AccessDenied": 403,
    "ExpiredTokenException": 403,
    "IncompleteSignature": 403,
    "InternalFailure": 500,
    "MalformedHttpRequestException": 400,
    "NotAuthorized": 401,
    "OptInRequired": 403,
    "RequestAbortedException": 400,
    "RequestEntityTooLargeException": 413,
    "RequestExpired": 400,
    "RequestTimeoutException": 408,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "ValidationError": 400,
}


class Killed(BaseException):
    """The process is gone; whatever still runs is not heard by anybody."""


@dataclass(frozen=True)
class Kill:
    """Lets request ``at`` take effect, and nothing after it: neither its answer nor any tidying up arrives."""

    at: int

    def __call__(self, number: int, operation: str, serve: Serve) -> dict[str, Any]:
        del operation
        if number > self.at:
            raise Killed
        try:
            return serve()
        finally:
            if number == self.at:
                raise Killed


@dataclass(frozen=True)
class Fail:
    """Fails request ``at`` and those that follow, ``times`` of them; with ``effect`` only the answers are lost."""

    at: int
    error: BotoCoreError | Refusal
    times: int = 1
    effect: bool = False

    def __call__(self, number: int, operation: str, serve: Serve) -> dict[str, Any]:
        del operation
        if not self.at <= number < self.at + self.times:
            return serve()
        if self.effect:
            serve()
        raise self.error


def passing(at: int) -> Iterator[Fail]:
    """What is over at the next try, with and without an effect."""
    yield Fail(at, EndpointConnectionError(endpoint_url=ADDRESS))
    yield Fail(at, ReadTimeoutError(endpoint_url=ADDRESS), effect=True)
    yield Fail(at, ConnectionClosedError(endpoint_url=ADDRESS), effect=True)
    yield Fail(at, Refusal("Throttling", "Rate exceeded"))
    yield Fail(at, Refusal("InternalFailure", "try again", 500), effect=True)


def lasting(at: int) -> Iterator[Fail]:
    """What stays for as long as a request is repeated, or until the command ends."""
    for times in (TRIES, FOR_GOOD):
        yield Fail(at, EndpointConnectionError(endpoint_url=ADDRESS), times)
        yield Fail(at, ReadTimeoutError(endpoint_url=ADDRESS), times, effect=True)
        yield Fail(at, Refusal("Throttling", "Rate exceeded"), times)


def documented(at: int, operation: str) -> Iterator[tuple[str, Fail]]:
    """Every error that the reference lists for an operation, or for all of them, by code.

    A fault of the service comes also once the request took effect.
    """
    for code, status in errors(operation).items():
        yield code, Fail(at, Refusal(code, "as documented", status), TRIES)
    yield "InternalFailure", Fail(at, Refusal("InternalFailure", "as documented", 500), TRIES, effect=True)


@cache
def errors(operation: str) -> dict[str, int]:
    """HTTP status by code, as botocore's own model of the service says."""
    model = get_session().get_service_model("cloudformation")
    if operation not in model.operation_names:
        return COMMON
    found = [shape.metadata["error"] for shape in model.operation_model(operation).error_shapes]
    return COMMON | {error["code"]: error["httpStatusCode"] for error in found}
