"""What the API says, good or bad: always ``{"code": <HTTP status>, "body": ...}`` with that same status.

Clients are shell scripts and a web page; one envelope for everything lets them be simple. Nothing an exception carries
goes into an answer or a log, because messages of AWS clients quote keys, and keys hold the ids of students.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from lambda_kit.checking import BadDocument
from lambda_kit.exceptions import without_message
from lambda_kit.requests import ApiError, BodyLimit, Request

logger = logging.getLogger(__name__)

LIMIT = BodyLimit(64 * 1024, "Send the answers of one test only.")
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
        return envelope(HTTPStatus.OK, work(Request.from_event(event, LIMIT)))
    except ApiError as error:
        logger.info("refused", extra={"status": error.code})
        return envelope(error.code, error.message)
    except BadDocument as error:
        details = {"document": error.name, **without_message(error)}
        logger.error("unreadable document", extra=details)  # noqa: TRY400  # a traceback quotes personal data
        return envelope(HTTPStatus.INTERNAL_SERVER_ERROR, _UNREADABLE)
    except Exception as error:  # noqa: BLE001  # the last line of defence: the client must get its envelope
        logger.error("unexpected exception", extra=without_message(error))  # noqa: TRY400  # as above
        return envelope(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED)
