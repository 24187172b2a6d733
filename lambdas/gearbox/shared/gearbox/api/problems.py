"""What the API answers: JSON, and for everything that goes wrong a problem document (RFC 9457).

The gateway's own answers look the same (``GatewayResponses`` in templates/gearbox/api.yaml). ``instance`` is the id of
the request, by which an operator finds it in the logs. No problem repeats what an exception says: messages of AWS
clients quote keys.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from lambda_kit.exceptions import without_message
from lambda_kit.requests import ApiError, Request

LOGGER = logging.getLogger(__name__)

_FAILED = "The server failed. Try again in a minute."


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field, which ``where`` names: ``{"pointer": "#/size"}`` or ``{"parameter": "limit"}``."""

    where: Mapping[str, str]
    detail: str


class Problem(Exception):  # noqa: N818  # as RFC 9457 calls it
    """A failure the client is told about: a status, what to do about it, and the fields that are to blame."""

    def __init__(self, status: HTTPStatus, detail: str, errors: tuple[FieldError, ...] = ()) -> None:
        self.status = status
        self.detail = detail
        self.errors = errors
        super().__init__(detail)


@dataclass(frozen=True)
class Answer:
    """What a call is answered with when all went well."""

    body: Mapping[str, Any]
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(event: Mapping[str, Any], work: Callable[[Request], Answer]) -> dict[str, Any]:
    """Answer a proxy event with what ``work`` returns, or with the problem that it raises.

    Never raises: an exception nobody foresaw is a 500, logged by its type and place.
    """
    try:
        answer = work(Request.from_event(event))
    except Problem as problem:
        LOGGER.info("refused", extra={"status": problem.status})
        return _problem(event, problem)
    except ApiError as error:
        LOGGER.info("refused", extra={"status": error.code})
        return _problem(event, Problem(error.code, error.message))
    except Exception as error:  # noqa: BLE001  # the last line of defence: the client must get its answer
        LOGGER.error("unexpected exception", extra=without_message(error))  # noqa: TRY400  # messages quote keys
        return _problem(event, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED))
    return _proxied(answer.status, "application/json", answer.body, answer.headers)


def _problem(event: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": int(problem.status),
        "detail": problem.detail,
        "instance": f"urn:uuid:{event.get('requestContext', {}).get('requestId', '')}",
    }
    if problem.errors:
        body["errors"] = [{"detail": error.detail, **error.where} for error in problem.errors]
    return _proxied(problem.status, "application/problem+json", body, {})


def _proxied(status: int, media_type: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "statusCode": int(status),
        "headers": {"Content-Type": media_type, "Cache-Control": "no-store", **headers},
        "isBase64Encoded": False,
        "body": json.dumps(body),
    }
