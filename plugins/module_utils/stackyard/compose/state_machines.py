"""Puts state machines, kept as ``*.asl.json`` files beside the template, into the resources that name them.

A file of its own can be checked and drawn by every tool for the Amazon States Language; ``Definition: weekly.asl.json``
is all that the template says, and whole-ARN tokens with ``DefinitionSubstitutions`` connect the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..faults import Faults
from ..template_yaml import Section

STATE_MACHINE = "AWS::StepFunctions::StateMachine"


def insert_definitions(document: Section, definitions: Mapping[str, Any], faults: Faults) -> None:
    """Replace, in the document itself, each ``Definition: <file>`` by that file's content.

    ``definitions`` are the state machines of the document's own folder, by file name. A file that is not there is noted
    in ``faults``.
    """
    resources = document.get("Resources")
    for logical_id, resource in resources.items() if isinstance(resources, dict) else ():
        named = _definition_file(resource)
        if named in definitions:
            resource["Properties"]["Definition"] = definitions[named]
        elif named:
            faults.add(
                f"{logical_id} names a state machine that is not beside this file",
                place=document.place("Resources", logical_id, "Properties", "Definition"),
                given=f"{named}; there: {', '.join(definitions) or 'no readable *.asl.json'}",
                remedy=f"write {named} (its name must end in .asl.json), or correct Definition",
            )


def _definition_file(resource: Any) -> str:
    """Name the file that a resource takes its definition from; empty for every other resource."""
    if not isinstance(resource, dict) or resource.get("Type") != STATE_MACHINE:
        return ""
    properties = resource.get("Properties")
    definition = properties.get("Definition") if isinstance(properties, dict) else None
    return definition if isinstance(definition, str) else ""
