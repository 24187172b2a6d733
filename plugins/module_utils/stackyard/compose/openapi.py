"""Reads what the functions of a system say about their part of the API (``openapi.yaml``).

Each function describes its own paths in OpenAPI 3.0. This module turns every description into operations, ready to
become API Gateway resources, and joins all of them into the one document that clients of the system read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import StackyardError
from ..faults import Faults
from ..templates.documents import Section
from .fragments import Fragment
from .openapi_shape import check_document, operations_in
from .schema import inlined, to_draft_4

# What the gateway is to check of a body instead of its schema: its errors name no field, those of a function can.
MODEL = "x-stackyard-model"
_LOCATIONS = {"query": "querystring", "header": "header", "path": "path"}


@dataclass(frozen=True)
class Operation:
    """One method of one path, served by one function.

    ``parameters`` maps API Gateway's names ("method.request.querystring.testId") to whether the caller must give them;
    ``bodies`` maps media types to draft-4 schemas.
    """

    path: str
    method: str
    fragment: Fragment
    place: str
    name: str = ""
    api_key: bool = False
    parameters: Mapping[str, bool] = field(default_factory=dict)
    bodies: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def checks_parameters(self) -> bool:
        """Whether API Gateway is to refuse calls that lack a parameter (a path always has its own)."""
        return any(must for name, must in self.parameters.items() if not name.startswith("method.request.path."))


def operations(fragment: Fragment, faults: Faults) -> Iterator[Operation]:
    """Give the operations that a function's ``openapi.yaml`` describes; faults are noted, not raised."""
    document = fragment.folder.openapi
    if document is None:
        return
    check_document(document, faults)
    for path, method, described in operations_in(document, faults):
        with faults.collecting():
            yield _operation(fragment, document, path, method, described)


def _operation(fragment: Fragment, document: Section, path: str, method: str, body: Section) -> Operation:
    place = document.place("paths", path, method)
    item = document["paths"][path]
    return Operation(
        path=path,
        method=method,
        fragment=fragment,
        place=place,
        name=str(body.get("operationId", "")),
        api_key=_needs_api_key(body.get("security", document.get("security", [])), document, place),
        parameters=_parameters([*item.get("parameters", []), *body.get("parameters", [])], path, document, place),
        bodies=_bodies(body.get("requestBody", {}), document, place),
    )


def _needs_api_key(security: Any, document: Section, place: str) -> bool:
    """Whether callers need a key. Raises ``StackyardError`` for a scheme that compose cannot bring about."""
    names = {name for requirement in security or [] for name in requirement}
    schemes = _mapping(_mapping(document, "components"), "securitySchemes")
    for name in sorted(names):
        scheme = schemes.get(name, API_KEY_SCHEME if name == API_KEY else None)
        if not isinstance(scheme, Mapping) or any(scheme.get(key) != API_KEY_SCHEME[key] for key in ("type", "in")):
            raise StackyardError(
                f"{place}: the security scheme {name} cannot be composed",
                given=f"{name}: {scheme!r}",
                remedy="use `security: [{apiKey: []}]`, or write the method in the frame",
            )
    return bool(names)


API_KEY = "apiKey"
API_KEY_SCHEME = {"type": "apiKey", "in": "header", "name": "x-api-key"}


def _parameters(written: list[Any], path: str, document: Section, place: str) -> dict[str, bool]:
    """Give API Gateway's names of the parameters; those of the path are taken from the path itself."""
    found = {f"method.request.path.{name}": True for name in path_parameters(path)}
    for parameter in inlined(written, document, place):
        location, name = parameter.get("in"), parameter.get("name")
        if location not in _LOCATIONS or not name or (location == "path" and name not in path_parameters(path)):
            raise StackyardError(
                f"{place}: a parameter that API Gateway cannot pass on",
                given=f"name: {name!r}, in: {location!r}",
                remedy="give it a name, and `in: query`, `in: header`, or `in: path` with its {name} in the path",
            )
        found[f"method.request.{_LOCATIONS[location]}.{name}"] = bool(parameter.get("required", False))
    return found


def path_parameters(path: str) -> list[str]:
    """Name the variable parts of a path: ``/v1/{id}/{rest+}`` has "id" and "rest"."""
    return [part[1:-1].rstrip("+") for part in path.split("/") if part.startswith("{") and part.endswith("}")]


def _bodies(request_body: Any, document: Section, place: str) -> dict[str, dict[str, Any]]:
    """Give the schema of each media type; one without a schema is passed on unchecked."""
    if isinstance(request_body, dict) and "$ref" in request_body:
        request_body = inlined(request_body, document, place)
    content = request_body.get("content", {}) if isinstance(request_body, dict) else {}
    return {
        media_type: to_draft_4(entry.get(MODEL, entry.get("schema")), document, place)
        for media_type, entry in content.items()
        if isinstance(entry, dict) and (entry.get(MODEL) or entry.get("schema"))
    }


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}
