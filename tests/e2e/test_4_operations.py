"""The trainer's and the operator's commands on a running environment."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from stackyard.permissions.audit import Grant, Use, audit, granted_in
from stackyard.permissions.cli import as_text

from tests.e2e.environment import ROOT, Environment

AUDIT = ROOT / "build" / "test" / "permissions.txt"  # for whoever wants to read what the suite used
REVIEWED = Path(__file__).with_name("unused_permissions.yaml")


def test_second_deploy__changes_nothing_and_says_so(deployed: Environment) -> None:
    deployed.run("bin/deploy", deployed.name)  # puts right what earlier tests changed by hand

    done = deployed.run("bin/deploy", deployed.name)

    assert "changed=0" in done.stdout
    assert len(done.stdout.splitlines()) <= 40, "a successful run fits a screen"
    assert max(len(line) for line in done.stdout.splitlines()) <= 100


def test_status__tells_everything_on_one_screen(deployed: Environment) -> None:
    screen = deployed.run("bin/status", deployed.name).stdout

    for word in ("trainings-api", "next run", "last run", "mails", "http"):
        assert word in screen.lower()
    assert len(screen.splitlines()) <= 45


def test_check_mode__on_a_deployed_environment_changes_nothing(deployed: Environment) -> None:
    done = deployed.run("bin/deploy", deployed.name, "--check")

    assert "failed=0" in done.stdout


def test_forgotten_student__leaves_nothing_behind(deployed: Environment) -> None:
    student = "student27"
    voice = deployed.student(student)
    assert voice.open_tests().status == 200

    deployed.playbook("forget", f"student={student}")

    assert voice.open_tests().status in (400, 403)
    bucket = deployed.outputs("trainings", "data")["BucketName"]
    s3 = deployed.target.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", []):
            assert student not in version["Key"]
            body = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])["Body"].read()
            assert student.encode() not in body, version["Key"]
    exports = sorted((ROOT / "build" / "exports" / deployed.name).glob(f"{student}-*.zip"))
    assert exports
    assert exports[-1].stat().st_mode & 0o077 == 0


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
    unexpected = [
        f"{grant.role}: {grant.action} on {grant.resource}" for grant in found.unused if not reviewed(grant, expected)
    ]
    assert not unexpected, "\n".join(unexpected)


def reviewed(grant: Grant, expected: dict[str, dict[str, str]]) -> bool:
    """Whether somebody gave a reason why no test uses this grant (see the head of ``unused_permissions.yaml``)."""
    of_role = [wanted.split() for part, actions in expected.items() if part in grant.role for wanted in actions]
    return any(grant.action == action and grant.resource.endswith("".join(end)) for action, *end in of_role)


def test_strict_mode__no_property_of_ours_is_ignored_in_silence(deployed: Environment) -> None:
    if deployed.name != "local":
        return
    unread = deployed.control("GET", "/unread")

    assert json.dumps([one for one in unread if not one.get("allowed")]) == "[]"
