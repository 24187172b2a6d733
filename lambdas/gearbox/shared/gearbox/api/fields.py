"""Reads the fields of a call, all of them, so that a client is told everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from lambda_kit.checking import BadDocument, BadValue, parse_json
from lambda_kit.requests import Request

from gearbox.api.problems import FieldError, Problem

Reader = Callable[[object], Any]
"""Turns one field into what it stands for; raises ``BadValue`` when it cannot."""

_MOST_SHOWN = 64  # characters of a name that a client made up


def body_fields(request: Request, required: Mapping[str, Reader], optional: Mapping[str, Reader]) -> dict[str, Any]:
    """Read the JSON object of the body; fields that are not there are missing in the result.

    Raises ``Problem`` 400.
    """
    try:
        document = parse_json(request.body, "body")
    except BadDocument as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body is no usable JSON: {error.faults[0]}.") from None
    if not isinstance(document, dict):
        names = ", ".join([*required, *optional])
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body is no JSON object. Send one with the fields {names}.")
    return _read(document, required, optional, lambda name: {"pointer": f"#/{_escaped(name)}"})


def query_fields(request: Request, optional: Mapping[str, Reader]) -> dict[str, Any]:
    """Read the parameters of the query. Raises ``Problem`` 400."""
    repeated = [name for name, values in request.parameters.items() if len(values) > 1]
    if repeated:
        errors = tuple(FieldError({"parameter": name[:_MOST_SHOWN]}, "it stands twice") for name in repeated)
        raise Problem(HTTPStatus.BAD_REQUEST, "Send every parameter once.", errors)
    given = {name: values[0] for name, values in request.parameters.items()}
    return _read(given, {}, optional, lambda name: {"parameter": name})


def _read(
    given: Mapping[str, Any],
    required: Mapping[str, Reader],
    optional: Mapping[str, Reader],
    where: Callable[[str], Mapping[str, str]],
) -> dict[str, Any]:
    readers = {**required, **optional}
    values: dict[str, Any] = {}
    errors = [FieldError(where(name), "it is missing") for name in required if name not in given]
    for name, value in given.items():
        try:
            values[name] = readers.get(name, _unknown)(value)
        except BadValue as bad:
            errors.append(FieldError(where(name[:_MOST_SHOWN]), str(bad)))
    if errors:
        known = f"there are {', '.join(readers)}" if readers else "this call takes none"
        raise Problem(HTTPStatus.BAD_REQUEST, f"See errors for what is wrong; {known}.", tuple(errors))
    return values


def _unknown(_value: object) -> Any:
    raise BadValue("there is no such field")


def _escaped(name: str) -> str:
    """Write a name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
