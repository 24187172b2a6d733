"""Parameters and conditions of stacks whose functions have aliases: one template serves every environment.

``stack_common_parameters`` (group_vars/all/systems.yml) gives the values, but for ``FunctionSettings``, which is
worked out for each stack (``stackyard.plan.snapshots``). The defaults are for other tools: no versions are published,
as none of them would renew one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...shifts import AT_ONCE, SETTINGS, SHIFT, SHIFTS
from ..model import Document

_VERSIONS, _PRINCIPAL, _BOUNDARY = "FunctionVersions", "CodeDeployPrincipal", "PermissionsBoundaryArn"
HAS_VERSIONS, HAS_SHIFT, SHIFTS_NOW = "HasFunctionVersions", "HasGradualDeployments", "ShiftsGradually"
_HAS_BOUNDARY = "HasShiftBoundary"

PARAMETERS: Mapping[str, Document] = {
    _VERSIONS: {
        "Type": "String",
        "Description": "Whether aliases lead to published versions; if not, they lead to the functions as they are",
        "Default": "no",
        "AllowedValues": ["yes", "no"],
    },
    SETTINGS: {
        "Type": "String",
        "Description": "Digest of the parameters that functions are configured with; another one publishes versions",
        "Default": "",
    },
    SHIFT: {
        "Type": "String",
        "Description": "How CodeDeploy moves aliases to new versions; empty where they move without it",
        "Default": "",
        "AllowedValues": ["", *SHIFTS, AT_ONCE],
    },
    _PRINCIPAL: {
        "Type": "String",
        "Description": "Service principal of CodeDeploy in this partition",
        "Default": "codedeploy.amazonaws.com",
    },
    _BOUNDARY: {
        "Type": "String",
        "Description": "ARN of the policy that bounds every role; empty for none",
        "Default": "",
    },
}

CONDITIONS: Mapping[str, Document] = {
    HAS_VERSIONS: {"Fn::Equals": [{"Ref": _VERSIONS}, "yes"]},
    HAS_SHIFT: {"Fn::And": [{"Condition": HAS_VERSIONS}, {"Fn::Not": [{"Fn::Equals": [{"Ref": SHIFT}, ""]}]}]},
    SHIFTS_NOW: {"Fn::And": [{"Condition": HAS_SHIFT}, {"Fn::Not": [{"Fn::Equals": [{"Ref": SHIFT}, AT_ONCE]}]}]},
    _HAS_BOUNDARY: {"Fn::Not": [{"Fn::Equals": [{"Ref": _BOUNDARY}, ""]}]},
}

NO_VALUE: Document = {"Ref": "AWS::NoValue"}
CODEDEPLOY: Document = {"Ref": _PRINCIPAL}
BOUNDARY: Document = {"Fn::If": [_HAS_BOUNDARY, {"Ref": _BOUNDARY}, NO_VALUE]}
CONFIGURATION: Document = {"Fn::Sub": f"CodeDeployDefault.Lambda${{{SHIFT}}}"}


def both(own: Any, kit: str) -> tuple[str, Document]:
    """Name the condition that holds where a function's ``own`` (``None`` for none) and one of the kit's both do.

    The second part declares it, where it is a new one.
    """
    if not own:
        return kit, {}
    return f"{own}And{kit}", {f"{own}And{kit}": {"Fn::And": [{"Condition": own}, {"Condition": kit}]}}
