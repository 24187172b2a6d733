"""Checks the shape of a function's ``openapi.yaml``, so that the joined document is valid OpenAPI 3.0.

A full schema check would need another library at run time; what people really get wrong is a misspelt key, a comma in
an unquoted description (which makes a key of its second half), and a response without a description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..faults import Faults
from ..templates.documents import Section

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_DOCUMENT = frozenset({"openapi", "info", "paths", "components", "security", "tags", "servers", "externalDocs"})
_PATH = frozenset({"summary", "description", "parameters"})
_OPERATION = frozenset({
    "tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses",
    "deprecated", "security", "servers",
})  # fmt: skip
_RESPONSE = frozenset({"$ref", "description", "headers", "content", "links"})


def check_document(document: Section, faults: Faults) -> None:
    """Check the top level of a document."""
    version = document.get("openapi")
    if not str(version).startswith("3.0."):
        remedy = "write `openapi: 3.0.3`; API Gateway knows no newer one"
        faults.add("is no OpenAPI 3.0 document", place=document.place("openapi"), given=repr(version), remedy=remedy)
    _check_keys(document, (), document, _DOCUMENT, faults)
    if not isinstance(document.get("paths"), Mapping) or not document["paths"]:
        remedy = "describe a path, or remove openapi.yaml"
        faults.add("describes no path", place=document.place("paths"), remedy=remedy)


def operations_in(document: Section, faults: Faults) -> Iterator[tuple[str, str, Section]]:
    """Give the well-formed operations as ``(path, method, operation)``; note what is wrong with the others."""
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        if not _is_path(path, item):
            remedy = "begin it with / and end it without, as in /v1/test, and give it methods"
            faults.add("cannot be a path of the API", place=document.place("paths", path), given=path, remedy=remedy)
            continue
        _check_keys(document, ("paths", path), item, _PATH.union(METHODS), faults)
        for method in METHODS:
            if method in item and _is_operation(document, path, method, faults):
                yield path, method, item[method]


def _is_path(path: str, item: Any) -> bool:
    return isinstance(item, Mapping) and (path == "/" or (path.startswith("/") and all(path.split("/")[1:])))


def _is_operation(document: Section, path: str, method: str, faults: Faults) -> bool:
    operation = document["paths"][path][method]
    responses = operation.get("responses") if isinstance(operation, Mapping) else None
    if not isinstance(operation, Mapping) or not isinstance(responses, Mapping) or not responses:
        faults.add(
            "says nothing about its responses, which OpenAPI requires",
            place=document.place("paths", path, method),
            given=f"{method.upper()} {path}",
            remedy='add `responses: {"200": {description: ...}}`',
        )
        return False
    where = ("paths", path, method)
    _check_keys(document, where, operation, _OPERATION, faults)
    for status, response in responses.items():
        _check_response(document, (*where, "responses", status), response, faults)
    return True


def _check_response(document: Section, where: tuple[str, ...], response: Any, faults: Faults) -> None:
    if not isinstance(response, Mapping) or not isinstance(response.get("$ref", response.get("description")), str):
        remedy = f"write `{where[-1]}: {{description: ...}}`"
        faults.add(f"the response {where[-1]} has no description", place=document.place(*where), remedy=remedy)
        return
    _check_keys(document, where, response, _RESPONSE, faults)


def _check_keys(
    document: Section, where: tuple[str, ...], section: Mapping[str, Any], known: frozenset[str], faults: Faults
) -> None:
    for key in section:
        if key not in known and not key.startswith("x-"):
            faults.add(
                f"OpenAPI knows no {key} {'in ' + ' '.join(where[-2:]) if where else 'here'}",
                place=document.place(*where, key),
                given=key,
                remedy=f"use {', '.join(sorted(known))}; quote a text that has a comma in it",
            )
