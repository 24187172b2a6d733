"""Accepts templates in SAM form (``Transform: AWS::Serverless-2016-10-31``) as frames and fragments.

What SAM says shortly is expanded on this machine when the stack is composed, so that everything after it (checks,
packaging, plan) meets plain CloudFormation. Here are the kit's own rules for this form; ``sam_translation`` expands it,
and is imported only where a template asks for it, because the translator behind it takes half a second to import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .code_paths import SAM_FUNCTION, is_local
from .model import Document

TRANSFORM = "AWS::Serverless-2016-10-31"
KIND = "AWS::Serverless::"
GLOBALS = "Globals"
# Found by the translator in a bucket only. A function's own CodeUri is replaced by the kit before it looks.
_IN_BUCKETS = ("ContentUri", "DefinitionUri", "SchemaUri")
_REMEDIES = {
    "ContentUri": "write what the functions need into their requirements.in (the kit makes layers by itself), or name "
    "an s3:// address",
    "DefinitionUri": "write it here as DefinitionBody (a state machine: keep it as *.asl.json beside this file)",
    "SchemaUri": "write it here as SchemaInline",
}
_REFUSED_OF_FUNCTIONS = {
    "InlineCode": ("its code in the template, where no test can reach it", "move it into a folder's handler.py"),
    "ImageUri": ("a container image, which this kit does not build", "remove it and write CodeUri"),
}


def is_sam(document: Mapping[str, Any]) -> bool:
    """Whether a template says that it is written in SAM form."""
    return TRANSFORM in transforms(document)


def transforms(document: Mapping[str, Any]) -> list[str]:
    """Give the transforms that a template asks for; it may name one, or several in a list."""
    named = document.get("Transform", [])
    return [named] if isinstance(named, str) else list(named) if isinstance(named, list) else []


def serverless(document: Mapping[str, Any], kind: str = "") -> Iterator[tuple[str, Any]]:
    """Give the resources of SAM's own types, all or those of one type, with their logical ids."""
    resources = document.get("Resources")
    for logical_id, resource in resources.items() if isinstance(resources, Mapping) else ():
        named = resource.get("Type") if isinstance(resource, Mapping) else None
        if isinstance(named, str) and named.startswith(kind or KIND):
            yield logical_id, resource


def has_serverless(document: Mapping[str, Any]) -> bool:
    """Whether any resource is of a type of SAM's own."""
    return any(True for _ in serverless(document))


def check_form(document: Section, faults: Faults) -> None:
    """Note what SAM allows and the kit refuses, and what is in SAM form without saying so."""
    if not is_sam(document):
        short = next(iter([logical_id for logical_id, _ in serverless(document)]), "")
        if short or GLOBALS in document:
            place = document.place("Resources", short) if short else document.place(GLOBALS)
            remedy = f"write `Transform: {TRANSFORM}` into it"
            faults.add("is in SAM form without saying so", place=place, given=short or GLOBALS, remedy=remedy)
        return
    settings = document.get(GLOBALS)
    of_all = settings.get("Function") if isinstance(settings, Mapping) else None
    if isinstance(of_all, Mapping) and "CodeUri" in of_all:
        remedy = "write CodeUri in each function: each has a folder of its own"
        faults.add("CodeUri stands in Globals", place=document.place(GLOBALS, "Function", "CodeUri"), remedy=remedy)
    for logical_id, resource in serverless(document):
        properties = resource.get("Properties", {})
        _check_resource(document, logical_id, resource, properties if isinstance(properties, Mapping) else {}, faults)


def _check_resource(
    document: Section, logical_id: str, resource: Any, properties: Mapping[str, Any], faults: Faults
) -> None:
    if resource["Type"] == "AWS::Serverless::Application":
        remedy = "write its stack as a frame of its own, or deploy it by itself and pass its outputs as parameters"
        place, given = document.place("Resources", logical_id), str(properties.get("Location", ""))[:80]
        faults.add(f"{logical_id} is a nested application", place=place, given=given, remedy=remedy)
    refused = _REFUSED_OF_FUNCTIONS if resource["Type"] == SAM_FUNCTION else {}
    for name in (name for name in refused if name in properties):
        problem, remedy = refused[name]
        place, given = document.place("Resources", logical_id, "Properties", name), str(properties[name])[:80]
        faults.add(f"{logical_id} has {problem}", place=place, given=given, remedy=remedy)
    for name in (name for name in _IN_BUCKETS if is_local(properties.get(name))):
        place, given = document.place("Resources", logical_id, "Properties", name), properties[name]
        faults.add(f"{name} of {logical_id} is a file", place=place, given=given, remedy=_REMEDIES[name])


def inline_globals(document: Section, faults: Faults) -> None:
    """Write a fragment's ``Globals`` into its own resources, in place, so that they reach no other function."""
    if is_sam(document) and GLOBALS in document:
        from .sam_translation import apply_globals  # noqa: PLC0415  # slow to import, see above

        apply_globals(document, faults)


def expanded(document: Document, sources: Sequence[Section], faults: Faults) -> Document:
    """Give a stack's merged template in plain CloudFormation; ``sources`` are the documents it was merged from.

    What the translator refuses is noted in ``faults``, with the place in the source that it speaks of.
    """
    if has_serverless(document):
        from .sam_translation import translated  # noqa: PLC0415  # slow to import, see above

        document = translated(document, sources, faults)
    return _plain(document)


def _plain(document: Document) -> Document:
    """Drop what only SAM reads; other transforms of the template stay."""
    others = [name for name in transforms(document) if name != TRANSFORM]
    kept = {name: section for name, section in document.items() if name != GLOBALS}
    if not is_sam(document):
        return kept
    kept["Transform"] = others  # keeps its place
    return kept if others else {name: section for name, section in kept.items() if name != "Transform"}
