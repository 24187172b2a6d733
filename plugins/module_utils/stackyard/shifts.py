"""What compose, package, plan and apply share about functions behind an alias, and about how CodeDeploy moves one.

The ways have AWS's own names: CodeDeploy's predefined configurations are called ``CodeDeployDefault.Lambda<name>``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SHIFTS = (
    "Canary10Percent5Minutes",
    "Canary10Percent10Minutes",
    "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",
    "Linear10PercentEvery1Minute",
    "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes",
    "Linear10PercentEvery10Minutes",
)

AT_ONCE = "AllAtOnce"
"""All that CodeDeploy needs stays in the stack, but CloudFormation itself moves the alias, whatever alarms say."""

SHIFT = "GradualDeployments"
"""Parameter that holds one of these; empty where CodeDeploy has no part in a stack."""

SETTINGS = "FunctionSettings"
"""Parameter that holds a digest of the values that a stack's functions are configured with."""

SNAPSHOT_OF = "SnapshotOf"
"""Marks a version that is renewed with its function: ``Metadata: {Stackyard: {SnapshotOf: BuyFunction}}``."""

_BESIDE = frozenset(
    {
        "CodeSigningConfigArn",
        "Description",
        "FunctionName",
        "FunctionScalingConfig",
        "PublishToLatestPublished",
        "RecursiveLoop",
        "ReservedConcurrentExecutions",
        "RuntimeManagementConfig",
        "Tags",
    }
)
"""What Lambda keeps of a function beside its versions; and a description, which says nothing of what it does."""


def snapshots(resources: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the logical ids of the versions that are renewed with their functions, and of these functions."""
    for name, resource in resources.items():
        metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
        own = metadata.get("Stackyard") if isinstance(metadata, Mapping) else None
        function = own.get(SNAPSHOT_OF) if isinstance(own, Mapping) else None
        if isinstance(function, str) and function in resources:
            yield name, function


def configuration(function: Mapping[str, Any]) -> dict[str, Any]:
    """Give those properties of a function that its versions hold, and that decide what they do."""
    return {name: value for name, value in function.get("Properties", {}).items() if name not in _BESIDE}
