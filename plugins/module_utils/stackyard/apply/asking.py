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
AwsError = (BotoCoreError, ClientError, ResponseParserError)
"""Everything that boto3 raises about a request."""

Answer = TypeVar("Answer")


def ask(workshop: Workshop, question: Callable[[], Answer]) -> Answer:
    """Give the answer of ``question``; after ``TRIES`` failures in a row raises the last one."""
    for look in workshop.pace.looks():
        try:
            return question()
        except AwsError as error:
            if not passing(error) or look + 1 == TRIES:
                raise
            if look == 0:
                workshop.observer.note(f"CloudFormation does not answer, trying again: {error}")
    raise AssertionError("looks() never ends")


def passing(error: Exception) -> bool:
    """Whether an error may be gone at the next try: a lost connection, a fault of the service, too many requests."""
    if isinstance(error, ClientError):
        return fault_of_service(error) or code_of(error) in BUSY
    return isinstance(error, HTTPClientError | ConnectionError | ResponseParserError)
