"""Rewrites composed templates so that each function's ``Code`` and ``Layers`` name artifacts in the bucket.

Each distinct layer of a stack is one ``AWS::Lambda::LayerVersion`` whose logical id carries its content's digest: other
content is another resource, made before the functions are moved to it, and the old one is deleted after that. No
``DeletionPolicy`` keeps it: a function, and every published version of it, goes on working when a layer version that
it uses is deleted. No ``LayerName`` is fixed, so that environments can share an account.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...compose.model import PACKAGED, ComposedStack, ComposedSystem, Document
from ...errors import StackyardError
from ...files import write_atomically
from ..model import Artifact
from .layering import LAYER_OF, FunctionPlan, layers_of
from .snapshots import with_snapshots
from .versions import with_versions

# Stands in plans for the bucket of an environment that does not exist yet; no real bucket may have this name.
BUCKET_NOT_KNOWN = "known-after-deploy"
LAYER_TYPE = "AWS::Lambda::LayerVersion"

_FORMAT = "stackyard-template-2"  # raise it when the same plans are to make another template
_STEM, _DESCRIPTION = 48, 256  # characters; of a description Lambda takes no more


def packaged_template(
    system: ComposedSystem, stack: ComposedStack, bucket: str, plans: Mapping[str, FunctionPlan]
) -> Path:
    """Write a stack's template with artifacts in place of paths, and return where; what is up to date stays untouched.

    ``plans`` are those of the stack's functions, by name; ``bucket`` may be empty, for a plan. A stack without
    functions is deployed as composed. Raises ``StackyardError`` when a layer cannot be entered into the template.
    """
    composed = Path(stack.template)
    if not stack.functions:
        return composed
    path, used = composed.with_name(composed.stem + PACKAGED), [plans[name] for name in stack.functions]
    made_from = _digest([_FORMAT, bucket, *(_summary(plan) for plan in used)], composed.read_bytes())
    mark = path.with_name(f".{path.stem}.digest")
    if not _is_made_from(path, mark, made_from):
        from ...compose.output import write_document  # noqa: PLC0415 - YAML, which templates as they were do without

        write_document(path, _packaged(stack.document, used, bucket or BUCKET_NOT_KNOWN, f"{system.name}/{stack.name}"))
        write_atomically(mark, _mark(made_from, path))
    return path


def layer_id(layer: Artifact) -> str:
    """Give the logical id of a layer: "NumpyLayer3f2a9c01"."""
    words = re.findall(r"[A-Za-z0-9]+", layer.label.removeprefix(LAYER_OF))
    stem = "".join(word[0].upper() + word[1:] for word in words)[:_STEM]
    return f"{stem}Layer{layer.digest[:8]}"


def _packaged(document: Document, plans: Iterable[FunctionPlan], bucket: str, place: str) -> Document:
    """Give the document with code and layers in place; the given one, which others may hold, stays as it is."""
    plans = list(plans)
    resources, made = dict(document["Resources"]), _layer_resources(layers_of(plans).values(), bucket)
    for name in made.keys() & resources.keys():
        given = f"{name}, which packaging would add for a layer"
        raise StackyardError(
            f"{place}: a resource has the name of a layer", given=given, remedy="rename the template's own resource"
        )
    for plan in plans:
        logical_id = plan.content.function.logical_id
        properties = _properties(resources[logical_id]["Properties"], plan, bucket)
        resources[logical_id] = {**resources[logical_id], "Properties": properties}
    return with_snapshots(with_versions({**document, "Resources": {**resources, **made}}))


def _properties(properties: Document, plan: FunctionPlan, bucket: str) -> Document:
    """Give a function's properties with its code and layers.

    Lambda lays later layers over earlier ones in ``/opt``: the kit's come last, so that what was locked is what runs.
    """
    code = {**properties, "Code": {"S3Bucket": bucket, "S3Key": plan.artifact.key}}
    if not plan.layers:
        return code
    declared: Any = properties.get("Layers", [])
    if not isinstance(declared, list):
        raise StackyardError(
            f"lambdas/{plan.name}/resources.yaml: Layers is no list, so that the kit's own cannot be added",
            given=json.dumps(declared)[:120],
            remedy="write a list, with Fn::If around single entries; or raise package_layer_threshold_kb",
        )
    return {**code, "Layers": [*declared, *({"Ref": layer_id(layer)} for layer in plan.layers)]}


def _layer_resources(layers: Iterable[Artifact], bucket: str) -> Document:
    """Give the resources of layers. ``CompatibleArchitectures``, a mere filter, is not known in every partition."""
    return {
        layer_id(layer): {
            "Type": LAYER_TYPE,
            "Properties": {
                "Description": _description(layer),
                "CompatibleRuntimes": [layer.platform.runtime],
                "Content": {"S3Bucket": bucket, "S3Key": layer.key},
            },
        }
        for layer in layers
    }


def _description(layer: Artifact) -> str:
    made_for = f" for {layer.platform.runtime} on {layer.platform.architecture}, content {layer.digest[:16]}"
    return layer.label.removeprefix(LAYER_OF)[: _DESCRIPTION - len(made_for)] + made_for


def _summary(plan: FunctionPlan) -> list[str]:
    """Give everything of a plan that shows in a template; a layer's description follows from its label and digest."""
    layers = [text for layer in plan.layers for text in (layer.key, layer_id(layer), _description(layer))]
    return [plan.content.function.logical_id, plan.artifact.key, *layers]


def _digest(parts: list[Any], content: bytes) -> str:
    return hashlib.sha256(json.dumps(parts).encode() + b"\0" + content).hexdigest()


def _is_made_from(path: Path, mark: Path, made_from: str) -> bool:
    """Whether a template was made from just this, and nobody touched it since."""
    return path.is_file() and mark.is_file() and mark.read_bytes() == _mark(made_from, path)


def _mark(made_from: str, path: Path) -> bytes:
    return f"{made_from} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
