"""The trainer's and the operator's commands on a running environment."""

from __future__ import annotations

from tests.e2e.environment import ROOT, Environment


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
