"""Rewrites composed templates so that each function's ``Code`` names its artifact in the bucket."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..compose.model import ComposedStack, ComposedSystem, Document
from ..compose.output import PACKAGED, write_document
from ..template_yaml import read

# Stands in plans for the bucket of an environment that does not exist yet; no real bucket may have this name.
BUCKET_NOT_KNOWN = "known-after-deploy"


def packaged_template(system: ComposedSystem, stack: ComposedStack, bucket: str, keys: Mapping[str, str]) -> Path:
    """Write a stack's template with artifacts in place of paths, and return where.

    ``keys`` are the artifacts' keys by function; ``bucket`` may be empty, for a plan. A stack without functions is
    deployed as composed.
    """
    composed = Path(stack.template)
    if not stack.functions:
        return composed
    document = read(composed, composed.parent)
    for name in stack.functions:
        logical_id = system.functions[name].logical_id
        code: Document = {"S3Bucket": bucket or BUCKET_NOT_KNOWN, "S3Key": keys[name]}
        document["Resources"][logical_id]["Properties"]["Code"] = code
    path = composed.with_name(composed.stem + PACKAGED)
    write_document(path, document)
    return path
