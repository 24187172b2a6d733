"""Merges the fragments of a stack into its frame, refusing two things of one name.

Equal ``Parameters`` and ``Conditions`` are one and the same, since several functions need ``Environment``; resources
and outputs belong to exactly one file, so a second one of the same name is always a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .fragments import MERGED_SECTIONS
from .model import Document
from .sam import GLOBALS, is_sam

FORMAT_VERSION = "2010-09-09"
_ORDER = (
    "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Rules", "Conditions", "Transform",
    "Hooks", GLOBALS, "Resources", "Outputs",
)  # fmt: skip
_LOOP = "Fn::ForEach::"  # of AWS::LanguageExtensions: a list that makes resources
_SHARABLE = frozenset({"Parameters", "Conditions"})


def merge(frame: Section, fragments: Iterable[Section], faults: Faults) -> Document:
    """Merge a frame and its fragments into one document with CloudFormation's sections in their usual order.

    Collisions, and sections that CloudFormation does not know, are noted in ``faults`` with both places.
    """
    sources = [frame, *fragments]
    for name in frame:
        if name not in _ORDER:
            remedy = f"use {', '.join(section for section in _ORDER if section != GLOBALS or is_sam(frame))}"
            faults.add(f"{name} is no section of a template", place=frame.place(name), given=name, remedy=remedy)
    document: Document = {"AWSTemplateFormatVersion": FORMAT_VERSION}
    for section in _ORDER:
        if section in MERGED_SECTIONS:
            merged = _merge_section(section, sources, faults)
            if merged:
                document[section] = merged
        elif section in frame:
            document[section] = frame[section]
    return document


def in_order(document: Document) -> Document:
    """Give a template with its sections in their usual order."""
    return {section: document[section] for section in _ORDER if section in document}


def _merge_section(section: str, sources: list[Section], faults: Faults) -> Document:
    merged: Document = {}
    owners: dict[str, Section] = {}
    for source in sources:
        for name, value in _entries(source, section, faults).items():
            if section == "Resources" and not _is_resource(source, name, value, faults):
                continue
            owner = owners.setdefault(name, source)
            if owner is source:
                merged[name] = value
            elif section not in _SHARABLE or merged[name] != value:
                _note_collision(section, name, (owner, source), faults)
    return merged


def _entries(source: Section, section: str, faults: Faults) -> Mapping[str, Any]:
    entries = source.get(section, {})
    if isinstance(entries, Mapping):
        return entries
    remedy = f"give {section} its entries, or remove it"
    faults.add(f"the section {section} is empty or no mapping", place=source.place(section), remedy=remedy)
    return {}


def _is_resource(source: Section, name: str, value: Any, faults: Faults) -> bool:
    if name.startswith(_LOOP) or (isinstance(value, Mapping) and isinstance(value.get("Type"), str)):
        return True
    remedy = f"write `{name}: {{Type: AWS::..., Properties: ...}}`"
    faults.add(f"the resource {name} has no Type", place=source.place("Resources", name), remedy=remedy)
    return False


def _note_collision(section: str, name: str, sources: tuple[Section, Section], faults: Faults) -> None:
    first, second = (source.place(section, name) for source in sources)
    kind = {"Parameters": "parameter", "Conditions": "condition", "Resources": "resource", "Outputs": "output"}[section]
    if section in _SHARABLE:
        faults.add(
            f"the {kind} {name} is declared differently elsewhere",
            place=second,
            given=f"the other one: {first}",
            remedy="write both alike, or rename one of them",
        )
    else:
        faults.add(
            f"the {kind} {name} stands already in this stack",
            place=second,
            given=f"the other one: {first}",
            remedy="rename one of them; begin names with the function's own",
        )
