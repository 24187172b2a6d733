"""Checks one function's ``resources.yaml``: which stack it belongs to and which resource is the function.

A fragment is ordinary CloudFormation, or SAM form, with one addition, ``Metadata: {Stackyard: {Stack: api}}``. What
would make the composed template surprising (a section nobody merges, a second function, a fixed name) is refused here,
with the place where it stands.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .aliases.names import ALIAS, refuse_sam, wanted_alias
from .code_paths import CODE_OF, FUNCTION, PlacedFunction, code_property
from .package_patterns import package_patterns
from .sam import GLOBALS, check_form, inline_globals, is_sam
from .sources import FunctionFolder

MERGED_SECTIONS = ("Parameters", "Conditions", "Resources", "Outputs")
OWN_FOLDER = frozenset({".", "./"})
# What a template in SAM form begins with, so that SAM's own tools read the fragment by itself.
_HEAD_OF_SAM = ("AWSTemplateFormatVersion", "Description", "Transform", GLOBALS)


@dataclass(frozen=True)
class Fragment:
    """A checked fragment: its folder, its stack, and the logical id and properties of its one function.

    ``document`` is what declares the function as it was read: the folder's fragment, or the frame (``in_frame``).
    ``include`` and ``exclude`` are its patterns of files that are to travel, or not; ``alias`` is the name of the alias
    that it wants, "" for none.
    """

    folder: FunctionFolder
    stack: str
    logical_id: str
    properties: dict[str, Any]
    document: Section
    in_frame: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    alias: str = ""


def check_fragment(folder: FunctionFolder, stacks: Collection[str]) -> Fragment:
    """Check one function's fragment against the names of the system's ``stacks``.

    Raises ``StackyardError`` (all faults together) when it does not keep the rules of ``docs/architecture.md``.
    """
    document, faults = folder.fragment, Faults(f"{folder.place}/resources.yaml")
    _check_sections(document, faults)
    inline_globals(document, faults)
    check_form(document, faults)
    stack = _stack(document, stacks, faults)
    include, exclude = package_patterns(document, faults, others=["Stack", ALIAS])
    alias = wanted_alias(document, faults)
    logical_id = _function(document, faults)
    faults.raise_if_any()
    properties = document["Resources"][logical_id].get("Properties", {})
    _check_function(document, logical_id, properties, faults)
    refuse_sam(document, document["Resources"][logical_id]["Type"], alias, faults)
    faults.raise_if_any()
    return Fragment(folder, stack, logical_id, properties, document, include=include, exclude=exclude, alias=alias)


def check_placed(folder: FunctionFolder, placed: PlacedFunction, frame: Section) -> Fragment:
    """Check a function that a frame places in ``folder``. Raises ``StackyardError`` (all faults together)."""
    function, faults = frame["Resources"][placed.logical_id], Faults(placed.place)
    _check_name(frame, placed.logical_id, function["Properties"], faults)
    include, exclude = package_patterns(function, faults, others=[ALIAS])
    alias = wanted_alias(function, faults)
    refuse_sam(function, function["Type"], alias, faults)
    faults.raise_if_any()
    return Fragment(
        folder, placed.stack, placed.logical_id, function["Properties"], frame, True, include, exclude, alias
    )


def _check_sections(document: Section, faults: Faults) -> None:
    for name in document:
        if name in _HEAD_OF_SAM and is_sam(document):
            continue
        if name not in (*MERGED_SECTIONS, "Metadata"):
            faults.add(
                f"{name} is no section of a fragment",
                place=document.place(name),
                given=name,
                remedy=f"use {', '.join(MERGED_SECTIONS)}; everything else belongs into the frame",
            )
        elif not isinstance(document[name], Section):
            faults.add(
                f"the section {name} is empty or no mapping",
                place=document.place(name),
                given=repr(document[name])[:80],
                remedy=f"give {name} its entries, or remove it",
            )


def _stack(document: Section, stacks: Collection[str], faults: Faults) -> str:
    """Name the stack that the fragment belongs to; empty when it does not say so (a fault)."""
    own = document.get("Metadata")
    settings = own.get("Stackyard") if isinstance(own, Section) else None
    stack = settings.get("Stack") if isinstance(settings, Section) else None
    if isinstance(stack, str) and stack in stacks:
        return stack
    known = ", ".join(sorted(stacks)) or "none"
    if stack is None:
        faults.add(
            "does not say which stack it belongs to",
            place=document.place("Metadata", "Stackyard"),
            given=f"stacks of this system: {known}",
            remedy="write `Metadata: {Stackyard: {Stack: <name>}}`",
        )
    else:
        faults.add(
            f"there is no stack {stack}",
            place=document.place("Metadata", "Stackyard", "Stack"),
            given=f"stacks of this system: {known}",
            remedy="name one of them, or write its frame under templates/",
        )
    return ""


def _function(document: Section, faults: Faults) -> str:
    """Give the logical id of the one function; empty when there is none or more than one (a fault)."""
    functions = [logical_id for logical_id, resource in _entries(document, "Resources") if code_property(resource)]
    if len(functions) == 1:
        return functions[0]
    problem = "declares several functions" if functions else "declares no function"
    remedy = "give each function a folder of its own" if functions else f"declare its {FUNCTION} with `Code: .`"
    place = document.place("Resources", *functions[1:2])
    faults.add(problem, place=place, given=", ".join(functions), remedy=remedy)
    return ""


def _check_function(document: Section, logical_id: str, properties: Any, faults: Faults) -> None:
    def place(name: str) -> str:
        return document.place("Resources", logical_id, "Properties", name)

    code = CODE_OF[document["Resources"][logical_id]["Type"]]
    given = properties.get(code) if isinstance(properties, dict) else properties
    if not isinstance(given, str) or given not in OWN_FOLDER:
        problem, remedy = f"the code of {logical_id} is not its folder", f"write `{code}: .`"
        faults.add(problem, place=place(code), given=repr(given)[:120], remedy=remedy)
        return
    _check_name(document, logical_id, properties, faults)


def _check_name(document: Section, logical_id: str, properties: dict[str, Any], faults: Faults) -> None:
    if "FunctionName" in properties:
        faults.add(
            f"{logical_id} has a name of its own, so that no two environments could share an account",
            place=document.place("Resources", logical_id, "Properties", "FunctionName"),
            given=str(properties["FunctionName"]),
            remedy="remove FunctionName and refer to the function with !Ref",
        )


def _entries(document: Section, section: str) -> list[tuple[str, Any]]:
    entries = document.get(section)
    return list(entries.items()) if isinstance(entries, dict) else []


def literal(properties: dict[str, Any], name: str) -> str:
    """Give a property's value when it is written out, else "" (a parameter decides it)."""
    value = properties.get(name, "")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) else ""
