"""What the whole suite has shown by the way: permissions that were used, properties that were read."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from stackyard.permissions.audit import Grant, Use, audit, granted_in
from stackyard.permissions.cli import as_text

from tests.e2e.environment import PARTITION, ROOT, Environment

AUDIT = ROOT / "build" / "test" / f"permissions-{PARTITION}.txt"  # for whoever wants to read what the suite used
REVIEWED = Path(__file__).with_name("unused_permissions.yaml")


def test_permissions__nothing_denied_and_every_unused_grant_reviewed(deployed: Environment) -> None:
    recorded = [Use(**one) for one in deployed.control("GET", "/permissions")]
    grants = granted_in(deployed.target.client("iam"), deployed.target.prefix)

    found = audit(grants, recorded)

    AUDIT.parent.mkdir(parents=True, exist_ok=True)
    AUDIT.write_text(as_text(found))
    expected = yaml.safe_load(REVIEWED.read_text())
    ours = [use for use in found.denied if use.role.startswith(deployed.target.prefix)]
    assert ours == []
    assert found.used, "enforcement recorded nothing"
    names = logical_ids(deployed)
    unexpected = [
        f"{grant.role}: {grant.action} on {grant.resource}"
        for grant in found.unused
        if not reviewed(grant, expected.get(names.get(grant.role, ""), {}))
    ]
    assert not unexpected, "\n".join(unexpected)


def reviewed(grant: Grant, reasons: dict[str, str]) -> bool:
    """Whether somebody gave a reason why no test uses this grant (see the head of ``unused_permissions.yaml``)."""
    of_role = [wanted.split() for wanted in reasons]
    return any(grant.action == action and grant.resource.endswith("".join(end)) for action, *end in of_role)


def logical_ids(deployed: Environment) -> dict[str, str]:
    """Roles by their names; a name itself is cut where the environment's is long."""
    cloudformation = deployed.target.client("cloudformation")
    stacks = [stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]]
    pages = cloudformation.get_paginator("list_stack_resources")
    return {
        resource["PhysicalResourceId"]: resource["LogicalResourceId"]
        for stack in stacks
        if stack.startswith(deployed.target.prefix)
        for page in pages.paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::IAM::Role"
    }


def test_strict_mode__no_property_of_ours_is_ignored_in_silence(deployed: Environment) -> None:
    if not deployed.is_embedded:
        return
    unread = deployed.control("GET", "/unread")

    assert json.dumps([one for one in unread if not one.get("allowed")]) == "[]"
