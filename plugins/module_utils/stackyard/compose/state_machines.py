"""Puts state machines, kept as ``*.asl.json`` files beside the template, into the resources that name them.

A file of its own can be checked and drawn by every tool for the Amazon States Language; ``Definition: weekly.asl.json``
is all that the template says, and whole-ARN tokens with ``DefinitionSubstitutions`` connect the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .code_paths import is_local
from .gateway import type_of

STATE_MACHINE, SAM_STATE_MACHINE = "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"
_DEFINITION_OF = {STATE_MACHINE: "Definition", SAM_STATE_MACHINE: "DefinitionUri"}


def insert_definitions(document: Section, definitions: Mapping[str, Any], faults: Faults) -> None:
    """Replace, in the document itself, each ``Definition: <file>`` by that file's content.

    In SAM form it is ``DefinitionUri: <file>``. ``definitions`` are the state machines of the document's own folder, by
    file name. A file that is not there is noted in ``faults``.
    """
    resources = document.get("Resources")
    for logical_id, resource in resources.items() if isinstance(resources, dict) else ():
        name, file = _definition_file(resource)
        if file in definitions:
            resource["Properties"].pop(name)
            resource["Properties"]["Definition"] = definitions[file]
        elif file:
            faults.add(
                f"{logical_id} names a state machine that is not beside this file",
                place=document.place("Resources", logical_id, "Properties", name),
                given=f"{file}; there: {', '.join(definitions) or 'no readable *.asl.json'}",
                remedy=f"write {file} (its name must end in .asl.json), or correct {name}",
            )


def _definition_file(resource: Any) -> tuple[str, str]:
    """Give the property that names a file, and the file that a resource takes its definition from; else empty."""
    name = _DEFINITION_OF.get(type_of(resource), "")
    properties = resource.get("Properties") if name else None
    file = properties.get(name) if isinstance(properties, dict) else None
    return (name, file) if isinstance(file, str) and is_local(file) else ("", "")
