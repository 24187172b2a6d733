"""Makes the version and the alias of a function.

The alias stays for good, and whoever calls the function calls it. A version is a snapshot, so its description carries
digests of all that it holds (packaging and ``stackyard.plan.snapshots`` provide them): where they differ,
CloudFormation publishes a new version, moves the alias, and removes the old one. Where functions are updated in place
there are no versions, and the alias leads to the function as it is.
"""

from __future__ import annotations

from ...faults import Faults
from ...shifts import SETTINGS, SNAPSHOT_OF
from ..fragments import Fragment
from ..gateway import type_of
from ..model import Document
from .names import alias_id, version_id
from .settings import HAS_VERSIONS, NO_VALUE, SHIFTS_NOW, both
from .shifting import APPLICATION, group_id

_ALIAS, _VERSION = "AWS::Lambda::Alias", "AWS::Lambda::Version"


def published(fragment: Fragment, document: Document) -> tuple[Document, Document]:
    """Give the resources of a function's alias, and the conditions that they need beside the kit's own."""
    function = fragment.logical_id
    own = document["Resources"][function].get("Condition")
    snapshot, conditions = both(own, HAS_VERSIONS)
    version = {
        "Type": _VERSION,
        "Condition": snapshot,
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Metadata": {"Stackyard": {SNAPSHOT_OF: function}},
        "Properties": {"FunctionName": {"Ref": function}, "Description": {"Ref": SETTINGS}},
    }
    shift = {"ApplicationName": {"Ref": APPLICATION}, "DeploymentGroupName": {"Ref": group_id(function)}}
    alias = {
        "Type": _ALIAS,
        **({"Condition": own} if own else {}),
        "UpdatePolicy": {"Fn::If": [SHIFTS_NOW, {"CodeDeployLambdaAliasUpdate": shift}, NO_VALUE]},
        "Properties": {
            "Name": fragment.alias,
            "FunctionName": {"Ref": function},
            "FunctionVersion": {
                "Fn::If": [HAS_VERSIONS, {"Fn::GetAtt": [version_id(function), "Version"]}, "$LATEST"],
            },
        },
    }
    return {version_id(function): version, alias_id(function, fragment.alias): alias}, conditions


def check_alone(fragment: Fragment, document: Document, faults: Faults) -> None:
    """Note an alias of the same name that a template makes of the same function."""
    for name, resource in document["Resources"].items():
        properties = resource.get("Properties") if type_of(resource) == _ALIAS else None
        if not isinstance(properties, dict) or properties.get("FunctionName") != {"Ref": fragment.logical_id}:
            continue
        if properties.get("Name") == fragment.alias:
            faults.add(
                f"{fragment.logical_id} has an alias {fragment.alias} already",
                place=fragment.folder.place,
                given=name,
                remedy="remove one of the two: the resource, or `Alias` in Metadata",
            )
