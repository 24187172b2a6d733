"""Asks CloudFormation again when a request was lost on its way, or came at a bad moment.

botocore repeats a request itself, for up to a minute; a laptop that changes networks takes longer. Only what may be
asked twice goes through here: looks, and requests with a token by which CloudFormation knows them again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004  # botocore's
from botocore.parsers import ResponseParserError

from ..refusals import BUSY, code_of, fault_of_service
from .workshop import Workshop

TRIES = 4
TRIES_WHEN_BUSY = 20
"""Too many requests are a matter of a minute or so: botocore's own retries, whose budget all threads share, end at once
when that budget is empty, and many stacks that are waited for may empty it."""
AwsError = (BotoCoreError, ClientError, ResponseParserError)
"""Everything that boto3 raises about a request."""

Answer = TypeVar("Answer")


def ask(workshop: Workshop, question: Callable[[], Answer]) -> Answer:
    """Give the answer of ``question``; raises the last failure after ``TRIES``, or ``TRIES_WHEN_BUSY``, in a row."""
    for look in workshop.pace.looks():
        try:
            return question()
        except AwsError as error:
            if not passing(error) or look + 1 >= (TRIES_WHEN_BUSY if busy(error) else TRIES):
                raise
            if look == 0:
                workshop.observer.note(f"CloudFormation does not answer, trying again: {error}")
    raise AssertionError("looks() never ends")


def busy(error: Exception) -> bool:
    """Whether the service got too many requests."""
    return isinstance(error, ClientError) and code_of(error) in BUSY


def passing(error: Exception) -> bool:
    """Whether an error may be gone at the next try: a lost connection, a fault of the service, too many requests."""
    if isinstance(error, ClientError):
        return fault_of_service(error) or busy(error)
    return isinstance(error, HTTPClientError | ConnectionError | ResponseParserError)
