"""Renews the versions that SAM's ``AutoPublishAlias`` publishes, whenever the function's code or layers change.

A version is a snapshot, made once under its logical id. SAM puts the place of the code into that id; here the place is
known only after packaging, so the id gets what it lacks at that moment, and the alias moves on to the new version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ...compose.model import Document
from ...compose.references import renamed

_DIGITS = 10  # as many as SAM takes


def with_versions(document: Document) -> Document:
    """Give a packaged template with each marked version renamed after the content of its function.

    Compose marks them: ``Metadata: {Stackyard: {VersionOf: BuyFunction}}``. Other versions keep their names.
    """
    for logical_id, resource in list(document["Resources"].items()):
        function = _version_of(resource)
        if function:
            properties = document["Resources"][function]["Properties"]
            new = f"{logical_id}{_digest([properties['Code'], properties.get('Layers', [])])}"
            document = renamed(document, logical_id, new)
            document["Resources"] = {
                new if name == logical_id else name: found for name, found in document["Resources"].items()
            }
    return document


def _version_of(resource: Any) -> str:
    """Name the function of a version that compose marked; "" for every other resource."""
    metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
    own = metadata.get("Stackyard") if isinstance(metadata, Mapping) else None
    return str(own.get("VersionOf", "")) if isinstance(own, Mapping) else ""


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_DIGITS]
