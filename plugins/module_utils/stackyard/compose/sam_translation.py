"""Expands SAM form into plain CloudFormation by AWS's own translator, without asking AWS anything.

The translator is made to run inside CloudFormation: it knows the stack's parameters and its region, and writes them
into the result. Here one template serves every environment, so parameters are kept from it, and the one thing that it
always writes out, the partition, is made neutral afterwards. It is told a region of China, because what it then does
works in every partition (a regional API endpoint) and ``arn:aws-cn:`` tells its own ARNs from those of the template.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from samtranslator.internal.managed_policies import get_bundled_managed_policy_map
from samtranslator.model.exceptions import ExceptionWithMessage, InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.plugins.globals.globals_plugin import GlobalsPlugin
from samtranslator.translator.translator import Translator

from ..faults import Faults
from ..templates.documents import Section
from .model import Document
from .sam import GLOBALS, KIND, serverless

_REGION, _PARTITION = "cn-north-1", "aws-cn"  # stackyard: E9101 because it is made neutral afterwards
# The translator's own word for "not known yet": it leaves a reference to such a parameter as it stands.
_NOT_KNOWN = "{{IntrinsicFunction:"
_PSEUDO_PARAMETERS = ("AWS::Region", "AWS::Partition")
# Mistakes in templates that the translator does not foresee end in these.
_STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_CHECK = "correct it; AWS's documentation of SAM describes every property"

logging.getLogger("samtranslator").addHandler(logging.NullHandler())  # it chats about its own feature flags


def translated(document: Document, sources: Sequence[Section], faults: Faults) -> Document:
    """Expand a merged template; what is wrong is noted in ``faults``, and the template then given back as it was."""
    template = _copy(document)
    for _, resource in serverless(template):
        _leave_names_open(resource)
    parameters = dict.fromkeys([*template.get("Parameters", {}), *_PSEUDO_PARAMETERS], _NOT_KNOWN)
    translator = Translator(None, Parser(), boto_session=SimpleNamespace(region_name=_REGION))
    errors = len(faults.errors)
    try:
        made: Document = _copy(
            translator.translate(
                template, parameters, passthrough_metadata=True, get_managed_policy_map=_managed_policies
            )
        )
    except InvalidDocumentException as error:
        _note(error.causes, sources, faults)
        return document
    except _STUMBLES as error:
        _note_stumble(error, sources, faults)
        return document
    _check_policies(made, sources, faults)
    made["Resources"] = neutral(made["Resources"])
    _mark_versions(made, document)
    ordered = {name: made.get(name, section) for name, section in document.items()} | made
    return ordered if len(faults.errors) == errors else document


def apply_globals(document: Section, faults: Faults) -> None:
    """Write a fragment's ``Globals`` into its resources, in place, and take the section away."""
    settings = document[GLOBALS]
    for name in settings if isinstance(settings, Mapping) else ():
        if not any(True for _ in serverless(document, KIND + name)):
            remedy = "write it into the frame, whose Globals count for the whole stack"
            place = document.place(GLOBALS, name)
            faults.add(f"Globals of {name} meet nothing in this fragment", place=place, given=name, remedy=remedy)
    template = _copy(document)
    try:
        GlobalsPlugin().on_before_transform_template(template)
    except InvalidDocumentException as error:
        _note(error.causes, [document], faults)
    except _STUMBLES as error:
        _note_stumble(error, [document], faults)
    else:
        for logical_id, resource in serverless(document):
            resource["Properties"] = template["Resources"][logical_id].get("Properties", {})
    del document[GLOBALS]


def neutral(value: Any) -> Any:
    """Copy ``value`` with every ARN that the translator wrote leading into the partition of the stack."""
    written, open_one = f"arn:{_PARTITION}:", "arn:${AWS::Partition}:"
    if isinstance(value, list):
        return [neutral(item) for item in value]
    if isinstance(value, str) and written in value:
        return {"Fn::Sub": value.replace("${", "${!").replace(written, open_one)}
    if not isinstance(value, dict):
        return value
    text = value.get("Fn::Sub")
    if isinstance(text, str):
        return {"Fn::Sub": text.replace(written, open_one)}
    if isinstance(text, list) and text and isinstance(text[0], str):
        return {"Fn::Sub": [text[0].replace(written, open_one), *neutral(text[1:])]}
    return {key: neutral(item) for key, item in value.items()}


def _managed_policies() -> dict[str, str]:
    """Give the ARNs of AWS's managed policies by name: those that China lacks are missed by a deployment there only."""
    known = get_bundled_managed_policy_map("aws") or {}
    # stackyard: E9101 because the translator's own table is written so
    return {name: arn.replace("arn:aws:", f"arn:{_PARTITION}:", 1) for name, arn in known.items()}


def _check_policies(made: Document, sources: Sequence[Section], faults: Faults) -> None:
    """Note names that are no managed policy: the translator passes them on, and IAM would refuse them."""
    for logical_id, resource in made["Resources"].items():
        properties = resource.get("Properties") if resource.get("Type") == "AWS::IAM::Role" else None
        policies = properties.get("ManagedPolicyArns") if isinstance(properties, dict) else None
        for name in policies if isinstance(policies, list) else ():
            if isinstance(name, str) and not name.startswith("arn:"):
                remedy = "write a SAM policy template, a statement, or the policy's ARN (with ${AWS::Partition})"
                place = _place(logical_id, sources)
                faults.add("there is no managed policy of this name", place=place, given=name, remedy=remedy)


def _mark_versions(made: Document, before: Document) -> None:
    """Mark the versions that ``AutoPublishAlias`` made: a version is a snapshot, so packaging must renew it."""
    for logical_id, resource in made["Resources"].items():
        if resource.get("Type") == "AWS::Lambda::Version" and logical_id not in before["Resources"]:
            function = resource["Properties"]["FunctionName"]["Ref"]
            resource["Metadata"] = {**resource.get("Metadata", {}), "Stackyard": {"VersionOf": function}}


def _leave_names_open(resource: Document) -> None:
    """Let CloudFormation name schedules, which SAM names by their logical ids: environments may share an account."""
    events = resource.get("Properties", {}).get("Events") if isinstance(resource.get("Properties"), dict) else None
    for event in events.values() if isinstance(events, dict) else ():
        properties = event.get("Properties") if isinstance(event, dict) and event.get("Type") == "ScheduleV2" else None
        if isinstance(properties, dict) and "Name" not in properties:
            properties.setdefault("OmitName", True)


def _note(causes: Iterable[ExceptionWithMessage], sources: Sequence[Section], faults: Faults) -> None:
    for cause in causes:
        named = re.search(r"id \[(\w+)", cause.message)
        place = _place(named.group(1) if named else "", sources)
        faults.add("SAM cannot expand this", place=place, given=" ".join(cause.message.split()), remedy=_CHECK)


def _note_stumble(error: Exception, sources: Sequence[Section], faults: Faults) -> None:
    given = f"{type(error).__name__}: {error}"[:200]
    problem = "has a property that SAM's translator cannot read"
    remedy = f"compare the resources of type {KIND}* with AWS's documentation of SAM: a value has the wrong shape"
    faults.add(problem, place=_place("", sources), given=given, remedy=remedy)


def _place(name: str, sources: Sequence[Section]) -> str:
    """Find the resource that SAM speaks of; names of what it makes (roles, events) begin with the resource's own."""
    found = [
        (logical_id, source)
        for source in sources
        for logical_id, _ in serverless(source)
        if name.startswith(logical_id)
    ]
    if not found:
        return sources[0].place("Resources")
    logical_id, source = max(found, key=lambda pair: len(pair[0]))
    return source.place("Resources", logical_id)


def _copy(document: Mapping[str, Any]) -> Document:
    """Copy a template, leaving behind the places of ours and the text types of the translator."""
    copy: Document = json.loads(json.dumps(document))
    return copy
