"""What a client sent, taken apart with suspicion.

API Gateway checks little here: its models apply to some content types only, and plain ``curl -d`` sends a form type. So
each function reads its own input: bodies are JSON whatever the Content-Type says, and what is odd is refused by name.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from lambda_kit.checking import BadDocument, BadValue, parse_json

_MILLISECONDS = 1000

Reader = Callable[[object], Any]
"""Turns one field into what it stands for; raises ``BadValue`` or ``BadDocument`` when it cannot."""


@dataclass(frozen=True)
class BodyLimit:
    """How large a body may be, and what a client is told to do about one that is larger."""

    bytes: int
    remedy: str


SMALL = BodyLimit(64 * 1024, "Send less.")


class ApiError(Exception):
    """A failure the client is told about: an HTTP status and a message that says what to do."""

    def __init__(self, code: HTTPStatus, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Request:
    """One call of the API. ``now`` is when API Gateway received it (aware, UTC), never the wall clock.

    ``parameters`` are those of the query string, ``path`` those of the path, ``id`` is how API Gateway logs the call.
    """

    api_key: str
    now: datetime
    body: bytes
    parameters: Mapping[str, list[str]]
    path: Mapping[str, str] = field(default_factory=dict)
    id: str = ""

    @classmethod
    def from_event(cls, event: Mapping[str, Any], limit: BodyLimit = SMALL) -> Request:
        """Read a proxy event (REST API). Raises ``ApiError`` 400 for a body that is too large or badly encoded."""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        return cls(
            api_key=headers.get("x-api-key") or "",
            now=datetime.fromtimestamp(event["requestContext"]["requestTimeEpoch"] / _MILLISECONDS, UTC),
            body=_body(event, limit),
            parameters=_parameters(event),
            path=dict(event.get("pathParameters") or {}),
            id=event["requestContext"].get("requestId") or "",
        )

    def json_fields(
        self, required: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None
    ) -> dict[str, Any]:
        """Read the JSON object of the body; absent optional fields are absent in the result.

        Raises ``ApiError`` 400 naming the field that is missing, unknown or wrong.
        """
        try:
            document = parse_json(self.body, "body")
        except BadDocument as error:
            raise _bad(f"The body is no usable JSON: {error.faults[0]}. Send one JSON object.") from None
        if not isinstance(document, dict):
            raise _bad(f"The body must be one JSON object with the fields {_named(required, optional)}.")
        return _read_fields(document, required, optional or {})

    def query_fields(
        self, required: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None
    ) -> dict[str, Any]:
        """Read the parameters of the query string. Raises ``ApiError`` 400 naming the offending one."""
        repeated = sorted(name for name, values in self.parameters.items() if len(values) > 1)
        if repeated:
            raise _bad(f"The parameter {repeated[0]!a} stands twice. Send it once.")
        return _read_fields({name: values[0] for name, values in self.parameters.items()}, required, optional or {})


def _read_fields(
    document: Mapping[str, Any], required: Mapping[str, Reader], optional: Mapping[str, Reader]
) -> dict[str, Any]:
    readers = {**required, **optional}
    missing = [name for name in required if name not in document]
    if missing:
        raise _bad(f"The field {missing[0]} is missing. Send {_named(required, optional)}.")
    unknown = sorted(set(document) - set(readers))
    if unknown:
        raise _bad(f"There is no field {unknown[0][:64]!a} here. Send {_named(required, optional)}.")
    return {name: _read(name, readers[name], value) for name, value in document.items()}


def _read(name: str, reader: Reader, value: object) -> Any:
    try:
        return reader(value)
    except BadValue as error:
        raise _bad(f"The field {name} is wrong: {error}.") from None
    except BadDocument as error:
        raise _bad(f"The field {name}{error.faults[0].place} is wrong: {error.faults[0].reason}.") from None


def _body(event: Mapping[str, Any], limit: BodyLimit) -> bytes:
    text = event.get("body") or ""
    # Four characters of base64 hold three bytes; refusing by length first keeps a huge body from being decoded.
    if len(text) > 2 * limit.bytes:
        raise _too_large(limit)
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, ValueError):  # also UnicodeEncodeError: half a surrogate pair
        raise _bad("The body is not text. Send one JSON object in UTF-8.") from None
    if len(raw) > limit.bytes:
        raise _too_large(limit)
    return raw


def _parameters(event: Mapping[str, Any]) -> dict[str, list[str]]:
    several = event.get("multiValueQueryStringParameters")
    if several is not None:
        return {name: list(values) for name, values in several.items()}
    return {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}


def _named(required: Mapping[str, Reader], optional: Mapping[str, Reader] | None) -> str:
    names, more = ", ".join(required), ", ".join(optional or {})
    if not names:
        return f"{more}, each if you like" if more else "none"
    return f"{names} and, if you like, {more}" if more else names


def _bad(message: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, message)


def _too_large(limit: BodyLimit) -> ApiError:
    return _bad(f"The body is larger than {limit.bytes // 1024} KB. {limit.remedy}")
