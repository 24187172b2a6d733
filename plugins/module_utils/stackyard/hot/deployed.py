"""Finds the functions of an environment as they are deployed: their physical names and what their stacks gave them.

A stack's template, not the function, says which artifact it runs: that is what a deployment compares, and what a
function that was updated in place is put back to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..compose.model import ComposedFunction, ComposedSystem
from ..plan.template import Template
from ..refusals import message_of
from ..target import Target

_FUNCTION, _ALIAS, _VERSION = "AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version"
_READ = frozenset({_FUNCTION, _VERSION})


@dataclass(frozen=True)
class DeployedFunction:
    """One function in the account: ``code_key`` and ``layer_keys`` are its artifacts in the bucket.

    ``aliases`` are those of its stack, as people read them: "live (version 3)". No update in place reaches them.
    """

    label: str
    physical_name: str
    code_key: str
    layer_keys: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()


def deployed_functions(
    target: Target, cloudformation: Any, systems: Iterable[ComposedSystem], only: Collection[str] | None = None
) -> dict[str, DeployedFunction]:
    """Read the deployed functions of ``systems`` by their labels ("trainings/get_test"); two calls a stack.

    ``only`` names those that are wanted; stacks without any of them are not read. What is not deployed is left out.
    """
    found: dict[str, DeployedFunction] = {}
    for system in systems:
        for stack in system.stacks.values():
            functions = [system.functions[name] for name in stack.functions]
            wanted = [one for one in functions if only is None or _label(one) in only]
            if wanted:
                found |= _of_stack(cloudformation, target.stack_name(system.name, stack.name), wanted)
    return found


def _of_stack(cloudformation: Any, stack: str, functions: Iterable[ComposedFunction]) -> dict[str, DeployedFunction]:
    try:
        physical = _physical_ids(cloudformation, stack)
        body = cloudformation.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
    except ClientError as error:
        if "does not exist" not in message_of(error):
            raise
        return {}
    resources = Template.parse(body, stack).document["Resources"] if isinstance(body, str) else body["Resources"]
    return {
        _label(one): _function(one, physical, resources)
        for one in functions
        if one.logical_id in physical and one.logical_id in resources
    }


def _label(function: ComposedFunction) -> str:
    return f"{function.system}/{function.name}"


def _physical_ids(cloudformation: Any, stack: str) -> dict[str, str]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    listed = (one for page in pages for one in page["StackResourceSummaries"] if one["ResourceType"] in _READ)
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed if one.get("PhysicalResourceId")}


def _function(
    function: ComposedFunction, physical: Mapping[str, str], resources: Mapping[str, Any]
) -> DeployedFunction:
    properties = resources[function.logical_id]["Properties"]
    layers = [layer["Ref"] for layer in properties.get("Layers", ()) if isinstance(layer, Mapping) and "Ref" in layer]
    return DeployedFunction(
        label=_label(function),
        physical_name=physical[function.logical_id],
        code_key=str(properties["Code"].get("S3Key", "")),
        layer_keys=frozenset(resources[one]["Properties"]["Content"]["S3Key"] for one in layers if one in resources),
        aliases=tuple(_aliases(function.logical_id, physical, resources)),
    )


def _aliases(function: str, physical: Mapping[str, str], resources: Mapping[str, Any]) -> Iterable[str]:
    for resource in resources.values():
        properties = resource.get("Properties") or {}
        if resource["Type"] == _ALIAS and properties.get("FunctionName") == {"Ref": function}:
            version, chosen = _version(properties.get("FunctionVersion"))
            if chosen and version not in physical:
                continue  # one of the kit's own, which leads to the function as it is
            number = physical.get(version, "").rpartition(":")[2]
            yield f"{properties.get('Name')} (version {number})" if number.isdigit() else str(properties.get("Name"))


def _version(given: Any) -> tuple[str, bool]:
    """Name the version resource that an alias leads to, "" for none; and whether a condition decides about it."""
    chosen = isinstance(given, Mapping) and "Fn::If" in given
    got = given["Fn::If"][1] if chosen else given
    return (got["Fn::GetAtt"][0] if isinstance(got, Mapping) and "Fn::GetAtt" in got else ""), chosen
