"""Lets the versions behind the kit's own aliases follow their functions.

A version holds a function's code and configuration as they were when it was published, so whatever differs has to
publish another one. Its description, which replaces it when it changes, gets a digest of everything that it holds.
The function's own description gets the same: Lambda publishes nothing, and CloudFormation fails, where a function is as
it was published last, be it only that two templates say the same in different words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ...compose.aliases.settings import HAS_VERSIONS, NO_VALUE
from ...compose.model import Document
from ...shifts import SETTINGS, configuration, snapshots
from ...templates.names import referred

_DIGITS = 10
_DESCRIPTION = 256  # characters that Lambda takes
# A function that refers to one of these has to follow when it is replaced, not whenever it is changed.
_REPLACED_BY = {"AWS::IAM::Role": ("Path", "RoleName"), "AWS::Logs::LogGroup": ("LogGroupName",)}


def with_snapshots(document: Document) -> Document:
    """Give a packaged template with the digests in place, for each version that compose marked."""
    found = dict(snapshots(document["Resources"]))
    resources = dict(document["Resources"])
    for version, function in found.items():
        mark = f"content {_digest(_content(document, function))}, settings ${{{SETTINGS}}}"
        resources[version] = _described(resources[version], {"Fn::Sub": mark})
        own = resources[function]["Properties"].get("Description", "")
        described = {"Fn::If": [HAS_VERSIONS, _with_mark(own, mark), own or NO_VALUE]}
        resources[function] = _described(resources[function], described)
    return {**document, "Resources": resources}


def _content(document: Document, function: str) -> list[Any]:
    resources = document["Resources"]
    held = configuration(resources[function])
    names = sorted(name for name in referred(held) if name in resources)
    return [held, {name: _decisive(resources[name]) for name in names}]


def _decisive(resource: Mapping[str, Any]) -> list[Any]:
    """Give what decides about the name of a resource, as far as its template tells."""
    properties = resource.get("Properties") or {}
    names = _REPLACED_BY.get(resource["Type"], tuple(properties))
    return [resource["Type"], {name: properties[name] for name in names if name in properties}]


def _with_mark(own: Any, mark: str) -> Document:
    if not own:
        return {"Fn::Sub": mark}
    filled = len(mark) - len(f"${{{SETTINGS}}}") + _DIGITS
    words = own[: _DESCRIPTION - filled - len(" ()")] if isinstance(own, str) else own
    return {"Fn::Sub": [f"${{Words}} ({mark})", {"Words": words}]}


def _described(resource: Document, description: Any) -> Document:
    return {**resource, "Properties": {**resource["Properties"], "Description": description}}


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_DIGITS]
