"""Requests that are made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore import exceptions as aws
from botocore.parsers import ResponseParserError
from stackyard.apply.asking import TRIES, TRIES_WHEN_BUSY, ask, passing

from tests.fakes.stacks import make_workshop


def refusal(code: str, status: int = 400) -> aws.ClientError:
    return aws.ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "DescribeStacks",
    )


def failing(times: int, error: Exception) -> Callable[[], str]:
    left = [error] * times

    def question() -> str:
        if left:
            raise left.pop()
        return "answer"

    return question


@pytest.mark.parametrize(
    "error",
    [
        aws.EndpointConnectionError(endpoint_url="https://x"),
        aws.ConnectTimeoutError(endpoint_url="https://x"),
        aws.ConnectionClosedError(endpoint_url="https://x"),
        aws.ReadTimeoutError(endpoint_url="https://x"),
        aws.SSLError(endpoint_url="https://x", error=OSError("cut off")),
        ResponseParserError("a proxy's page"),
        refusal("Throttling"),
        refusal("InternalFailure", 500),
        refusal("ServiceUnavailable", 503),
    ],
    ids=lambda error: type(error).__name__,
)
def test_error_that_passes__is_asked_again_and_told_once(error: Exception) -> None:
    told: list[str] = []
    assert ask(make_workshop(None, told), failing(TRIES - 1, error)) == "answer"
    assert told == [f"CloudFormation does not answer, trying again: {error}"]


def test_error_that_does_not_pass__is_raised_after_a_few_tries() -> None:
    with pytest.raises(aws.EndpointConnectionError):
        ask(make_workshop(None), failing(TRIES, aws.EndpointConnectionError(endpoint_url="https://x")))


def test_too_many_requests__are_asked_again_for_longer_but_not_for_ever() -> None:
    told: list[str] = []
    assert ask(make_workshop(None, told), failing(TRIES_WHEN_BUSY - 1, refusal("Throttling"))) == "answer"
    assert len(told) == 1
    with pytest.raises(aws.ClientError, match="Throttling"):
        ask(make_workshop(None), failing(TRIES_WHEN_BUSY, refusal("Throttling")))


@pytest.mark.parametrize("error", [refusal("AccessDenied", 403), refusal("ValidationError"), aws.NoCredentialsError()])
def test_refusal__is_no_reason_to_ask_again(error: Exception) -> None:
    assert not passing(error)
    told: list[str] = []
    with pytest.raises(type(error)):
        ask(make_workshop(None, told), failing(1, error))
    assert told == []
