"""What the API says, good or bad: always ``{"code": <HTTP status>, "body": ...}`` with that same status.

Clients are shell scripts and a web page; one envelope for everything lets them be simple. Nothing an exception carries
goes into an answer or a log, because messages of AWS clients quote keys, and keys hold the ids of students.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from trainings.checking import BadDocument
from trainings.requests import ApiError, Request

logger = logging.getLogger(__name__)

_FAILED = "The server failed. Try again in a minute; tell your trainer if it stays so."
_UNREADABLE = "A document of this course cannot be read; please tell your trainer."


def envelope(code: int, body: Any) -> dict[str, Any]:
    """Make the proxy answer of API Gateway for a status and its payload or message."""
    return {
        "statusCode": int(code),
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "isBase64Encoded": False,
        "body": json.dumps({"code": int(code), "body": body}),
    }


def respond(event: Mapping[str, Any], work: Callable[[Request], Any]) -> dict[str, Any]:
    """Answer a proxy event with what ``work`` returns (200), or with the failure it raises.

    Never raises: an exception nobody foresaw is a 500, logged by its type and place.
    """
    try:
        return envelope(HTTPStatus.OK, work(Request.from_event(event)))
    except ApiError as error:
        logger.info("refused", extra={"status": error.code})
        return envelope(error.code, error.message)
    except BadDocument as error:
        details = {"document": error.name, **_kind(error)}
        logger.error("unreadable document", extra=details)  # noqa: TRY400  # a traceback quotes personal data
        return envelope(HTTPStatus.INTERNAL_SERVER_ERROR, _UNREADABLE)
    except Exception as error:  # noqa: BLE001  # the last line of defence: the client must get its envelope
        logger.error("unexpected exception", extra=_kind(error))  # noqa: TRY400  # as above
        return envelope(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED)


def _kind(error: BaseException) -> dict[str, Any]:
    """Describe an exception without its message: type, AWS error code, and the lines it came through.

    ``errorType`` is a field that the runtime keeps for itself: a record may not set it.
    """
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    described: dict[str, Any] = {
        "exceptionType": type(error).__name__,
        "frames": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, ClientError):
        described |= {"awsOperation": error.operation_name, "awsCode": error.response.get("Error", {}).get("Code")}
    return described
