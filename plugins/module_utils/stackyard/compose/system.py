"""Composes a system: reads its folders, merges them into one document per stack, and writes the result.

``entry.compose`` leads here where that was not done before. The middle, ``compose_documents``, is pure: documents in,
documents out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from . import api_document, gateway, sam
from .aliases.stack import with_aliases
from .api_publication import wanted_path, with_publication
from .code_paths import SAM_FUNCTION
from .deployment import with_deployment
from .fragments import Fragment, check_fragment, check_placed, literal
from .frame_settings import take_settings
from .gateway_responses import add_gateway_responses
from .handlers import check_handler
from .merge import merge
from .model import ComposedFunction, ComposedStack, ComposedSystem, Document
from .openapi import Operation, operations
from .output import write_system
from .sources import SystemSources, read_system
from .state_machines import insert_definitions

# `Code: ../../functions/...` is what `aws cloudformation package` and `sam` expect, and what W3002 warns about.
_PACKAGED_LATER = "W3002"
# What Lambda runs a function on that does not say it; packages for another machine could not even be imported.
_LAMBDAS_OWN = ["x86_64"]


@dataclass(frozen=True)
class Documents:
    """What the pure part makes of a system: templates by stack, the joined OpenAPI document, the functions."""

    templates: dict[str, Document] = field(default_factory=dict)
    openapi: Document | None = None
    functions: dict[str, ComposedFunction] = field(default_factory=dict)


def compose_anew(root: Path, system: str, folder: Path) -> ComposedSystem:
    """Compose ``system`` of the repository at ``root`` into ``folder``.

    Raises ``StackyardError`` telling everything that is wrong at once; nothing is written then.
    """
    faults = Faults(f"system {system}")
    sources = read_system(root, system, faults)
    documents = compose_documents(sources, faults)
    faults.raise_if_any()
    templates, openapi = write_system(folder, documents.templates, documents.openapi)
    stacks = {
        stack: ComposedStack(stack, str(path), _names_in(documents, stack), documents.templates[stack])
        for stack, path in templates.items()
    }
    return ComposedSystem(system, stacks, documents.functions, str(openapi or ""))


def compose_documents(sources: SystemSources, faults: Faults) -> Documents:
    """Merge what was read of a system; every fault is noted in ``faults``."""
    published = {stack: _asked_for(frame, faults) for stack, frame in sources.frames.items()}
    fragments = _fragments(sources, faults)
    merged = {stack: _merged(sources, stack, fragments, faults) for stack in sorted(sources.frames)}
    fragments = [_as_expanded(fragment, merged) for fragment in fragments if _is_expanded(fragment, merged)]
    functions = {fragment.folder.name: _function(sources.name, fragment, faults) for fragment in fragments}
    api = [operation for fragment in fragments for operation in operations(fragment, faults)]
    described = [fragment.folder.openapi for fragment in fragments if fragment.folder.openapi is not None]
    openapi = api_document.join(sources.name, described, faults) if described else None
    for stack, path in published.items():
        own = [one.folder.openapi for one in fragments if one.stack == stack and one.folder.openapi is not None]
        if path:
            description = api_document.join(sources.name, own, faults)
            merged[stack] = with_publication(merged[stack], description, path, sources.frames[stack], faults)
    templates = {
        stack: _template(
            document,
            sources.frames[stack],
            [fragment for fragment in fragments if fragment.stack == stack],
            [operation for operation in api if operation.fragment.stack == stack],
            faults,
        )
        for stack, document in merged.items()
    }
    return Documents(templates, openapi, functions)


def _asked_for(frame: Section, faults: Faults) -> str:
    """Do what a frame asks compose for; gives the path at which it wants its API described, "" for none."""
    settings = take_settings(frame, faults)
    add_gateway_responses(frame, settings, faults)
    return wanted_path(settings, faults)


def _fragments(sources: SystemSources, faults: Faults) -> list[Fragment]:
    fragments = []
    for frame in sources.frames.values():
        insert_definitions(frame, sources.definitions, faults)
        sam.check_form(frame, faults)
    for folder in sources.folders:
        insert_definitions(folder.fragment, folder.definitions, faults)
        placed = sources.placed.get(folder.name)
        with faults.collecting():
            found = check_placed(folder, placed, sources.frames[placed.stack]) if placed else None
            fragments.append(found or check_fragment(folder, sources.stacks))
    return fragments


def _function(system: str, fragment: Fragment, faults: Faults) -> ComposedFunction:
    handler = ""
    with faults.collecting():
        handler = check_handler(fragment)
    return ComposedFunction(
        name=fragment.folder.name,
        system=system,
        folder=str(fragment.folder.folder),
        stack=fragment.stack,
        logical_id=fragment.logical_id,
        handler=handler,
        runtime=literal(fragment.properties, "Runtime"),
        architecture=literal({"Architectures": _LAMBDAS_OWN, **fragment.properties}, "Architectures"),
        layers=len(declared) if isinstance(declared := fragment.properties.get("Layers"), list) else 0,
        include=fragment.include,
        exclude=fragment.exclude,
    )


def _merged(sources: SystemSources, stack: str, fragments: list[Fragment], faults: Faults) -> Document:
    """Merge what is written for a stack, expand what is in SAM form, and let each function name its folder."""
    own = [fragment for fragment in fragments if fragment.stack == stack]
    written = [sources.frames[stack], *(fragment.document for fragment in own if not fragment.in_frame)]
    document = merge(written[0], written[1:], faults)
    resources = document.setdefault("Resources", {})
    for fragment in own:
        resources[fragment.logical_id] = _with_code(resources[fragment.logical_id], _folder(sources, fragment))
    if not faults.errors:  # else what SAM does not find is only what could not be read
        document = sam.expanded(document, written, faults)
    for fragment in own:
        function = document["Resources"][fragment.logical_id]
        document["Resources"][fragment.logical_id] = _with_code(function, _folder(sources, fragment))
    return document


def _folder(sources: SystemSources, fragment: Fragment) -> str:
    return f"../../functions/{sources.name}/{fragment.folder.name}"


def _is_expanded(fragment: Fragment, merged: dict[str, Document]) -> bool:
    """Whether a function is none of SAM's any more; what stands in a frame that could not be read stays as it is."""
    if fragment.stack not in merged:
        return True
    return bool(merged[fragment.stack]["Resources"][fragment.logical_id]["Type"] != SAM_FUNCTION)


def _as_expanded(fragment: Fragment, merged: dict[str, Document]) -> Fragment:
    """Take over what expanding wrote into a function: Globals of its stack."""
    if fragment.stack not in merged:
        return fragment
    return replace(fragment, properties=merged[fragment.stack]["Resources"][fragment.logical_id]["Properties"])


def _template(
    document: Document, frame: Section, own: list[Fragment], api: list[Operation], faults: Faults
) -> Document:
    """Add the API to a stack's merged document; one that could not be expanded is left alone."""
    if sam.has_serverless(document):
        return document
    document = with_aliases(document, own, faults)
    resources = document["Resources"]
    made = gateway.resources(api, document, faults)
    for name in sorted(name for name in set(made) & set(resources) if made[name] != resources[name]):
        given = f"composed from {', '.join(operation.place for operation in api)}"
        faults.add(
            f"the name {name} is compose's own", place=frame.place("Resources", name), given=given, remedy="rename it"
        )
    document["Resources"] = resources | made
    if not faults.errors:  # else what is missing in the API is only what could not be read
        permissions = [name for name, resource in made.items() if gateway.type_of(resource) == gateway.PERMISSION]
        document = with_deployment(document, frame.name, faults, permissions)
    return _quieted(document) if own else document


def _with_code(function: Document, folder: str) -> Document:
    """Let a function name its folder; one still in SAM form names a place in a bucket, as SAM's translator demands."""
    code = {"CodeUri": f"s3://bucket/{folder}"} if function["Type"] == SAM_FUNCTION else {"Code": folder}
    return {**function, "Properties": {**(function.get("Properties") or {}), **code}}


def _quieted(document: Document) -> Document:
    """Tell cfn-lint, in the document itself, that packaging comes later."""
    metadata: Document = dict(document.get("Metadata", {}))
    lint: Document = dict(metadata.get("cfn-lint", {}))
    config: Document = dict(lint.get("config", {}))
    ignored: list[Any] = [*config.get("ignore_checks", []), _PACKAGED_LATER]
    metadata["cfn-lint"] = {**lint, "config": {**config, "ignore_checks": ignored}}
    ordered = {key: value for key, value in document.items() if key in {"AWSTemplateFormatVersion", "Description"}}
    return {
        **ordered,
        "Metadata": metadata,
        **{key: document[key] for key in document if key not in {*ordered, "Metadata"}},
    }


def _names_in(documents: Documents, stack: str) -> tuple[str, ...]:
    return tuple(name for name, function in documents.functions.items() if function.stack == stack)
