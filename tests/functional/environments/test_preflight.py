"""A deployment to the wrong place ends before it begins, and says what to type."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from stackyard.preflight import is_placeholder
from stackyard.settings.named import systems
from stackyard.target import ROOT

from tests.functional.environments.conftest import REFUSAL, Play, Sts


def filled_in(environment: str) -> list[str]:
    """Options that give every placeholder of an environment a value, as somebody who edits its files does."""
    files = sorted((ROOT / "group_vars" / environment).glob("*.yml"))
    settings = {name: value for path in files for name, value in yaml.safe_load(path.read_text()).items()}
    unfilled = [name for name, value in settings.items() if is_placeholder(value)]
    known = {"aws_account_id": "111122223333", "trainings_smtp_host": "mail.example.com"}
    known["trainings_smtp_credentials_parameter"] = "/stackyard/cn/smtp"
    values = {name: known.get(name, "someone@example.com") for name in unfilled}
    return [option for name, value in values.items() for option in ("-e", f"{name}={value}")]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("playbook", ["deploy", "destroy", "status"])
def test_unknown_environment__is_refused_with_the_known_ones(play: Play, playbook: str) -> None:
    done = play(playbook, "staging")
    assert done.returncode != 0
    assert "there is no environment of this name" in done.stderr
    assert "known environments: cn, dev, local, local-cn, prod, test" in done.stderr


def test_system_in_the_place_of_an_environment__is_told_as_one() -> None:
    (name, *_) = systems()
    done = subprocess.run([ROOT / "bin/deploy", name], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"  given: {name}\n  remedy: {name} is a system; known environments: " in done.stderr


def test_empty_environment__is_not_taken_for_local() -> None:
    done = subprocess.run([ROOT / "bin/deploy", ""], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the environment's name is empty\n  remedy: name one (bin/deploy --help)" in done.stderr


@pytest.mark.parametrize("name", ["{{ nobody }}", "dev confirm=prod", "dev, test", "../prod"])
def test_name_that_ansible_would_read_as_something_else__is_refused(name: str) -> None:
    done = subprocess.run([ROOT / "bin/deploy", name, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"error: this is no name of an environment: {name}\n" in done.stderr


@pytest.mark.parametrize(
    "options", [("-e", "@/nowhere/x.yml"), ("-e@/nowhere/x.yml",), ("--extra-vars=@/nowhere/x.yml",)]
)
def test_file_of_values_that_is_not_there__is_told_by_its_name(options: tuple[str, ...]) -> None:
    done = subprocess.run([ROOT / "bin/deploy", "dev", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "error: a file of -e cannot be read: /nowhere/x.yml\n" in done.stderr


def test_misspelt_setting__is_refused_before_any_call(play: Play, sts: Sts) -> None:
    done = play("deploy", "dev", *filled_in("dev"), "-e", "trainings_throttle_rat=3")
    assert done.returncode != 0
    assert "given: trainings_throttle_rat (given by -e)" in done.stdout
    assert "did you mean trainings_throttle_rate?" in done.stdout
    assert sts.asked == []


BARE = "all: {children: {aws: {children: {bare: {hosts: {bare-eu-west-1: {aws_region: eu-west-1}}}}}}}"


def test_settings_that_an_environment_lacks__are_told_together_in_words(play: Play, sts: Sts, tmp_path: Path) -> None:
    (tmp_path / "bare.yml").write_text(BARE)
    done = play("deploy", "bare", "-i", "inventory.yml", "-i", str(tmp_path / "bare.yml"))
    assert done.returncode != 0
    assert done.stdout.count("nobody sets what every environment needs") == 2
    assert "given: aws_account_id: The only account" in done.stdout
    assert "given: stackyard_environment: Name of the environment" in done.stdout
    assert "is undefined" not in done.stdout
    assert sts.asked == []


@pytest.mark.parametrize(("playbook", "given"), [("rollback", ""), ("destroy", " , "), ("deploy", "")])
def test_systems_without_a_name__are_not_taken_for_all(play: Play, sts: Sts, playbook: str, given: str) -> None:
    done = play(playbook, "dev", *filled_in("dev"), "-e", f"systems='{given}'")
    assert done.returncode != 0
    assert "-e systems names no system" in done.stdout
    assert "name some of trainings, gearbox, or leave systems out for all" in words(done.stdout)
    assert sts.asked == []


def test_count_of_stacks_that_is_none__is_refused_before_anything_goes(play: Play, sts: Sts) -> None:
    done = play("destroy", "dev", *filled_in("dev"), "-e", "stacks_at_once=0")
    assert done.returncode != 0
    assert "given by -e: stacks_at_once cannot be this" in done.stdout
    assert "remedy: it is a whole number of 1 or more" in done.stdout
    assert sts.asked == []


@pytest.mark.parametrize("environment", ["dev", "test", "prod", "cn"])
def test_environment_not_filled_in__fails_before_any_call_and_names_file_and_variable(
    play: Play, sts: Sts, environment: str
) -> None:
    done = play("deploy", environment)
    assert done.returncode != 0
    assert f"environment {environment} is not filled in yet" in done.stdout
    assert f"aws_account_id (group_vars/{environment}/main.yml:" in done.stdout
    assert sts.asked == []


def test_caller_of_another_account__is_refused(play: Play, sts: Sts) -> None:
    sts.is_caller("999988887777")
    done = play("deploy", "dev", *filled_in("dev"))
    assert done.returncode != 0
    assert "these credentials are not of environment dev" in done.stdout
    assert "the environment is account 111122223333 in aws" in done.stdout
    assert len(sts.asked) == 1


@pytest.mark.parametrize(("playbook", "title"), [("deploy", "Deployment"), ("rollback", "Rollback")])
def test_refused_run__leaves_a_page_that_says_so_and_is_named(
    play: Play, sts: Sts, tmp_path: Path, playbook: str, title: str
) -> None:
    sts.is_caller("999999999999")
    page = tmp_path / "reports" / f"dev-eu-central-1-{playbook}.html"
    page.parent.mkdir()
    page.write_text("the run before")
    os.utime(page, (0, 0))
    done = play(playbook, "dev", *filled_in("dev"), "-e", f"build_folder={tmp_path}")
    assert f"  report: {page}" in done.stdout
    text = page.read_text()
    assert f"<title>NOT BEGUN: {title} of stackyard-dev</title>" in text
    assert "999999999999" in text


def test_refused_preview__leaves_the_last_page(play: Play, sts: Sts, tmp_path: Path) -> None:
    sts.is_caller("999999999999")
    done = play("deploy", "dev", *filled_in("dev"), "-e", f"build_folder={tmp_path}", "--check")
    assert done.returncode != 0
    assert not (tmp_path / "reports").exists()


def test_caller_of_another_partition__is_refused(play: Play, sts: Sts) -> None:
    sts.is_caller("111122223333", partition="aws")
    done = play("deploy", "cn", *filled_in("cn"))
    assert "the environment is account 111122223333 in aws-cn" in done.stdout


def test_region_of_another_partition__is_refused_before_any_call(play: Play, sts: Sts) -> None:
    done = play("deploy", "dev", *filled_in("dev"), "-e", "aws_region=cn-north-1")
    assert "region cn-north-1 is not in partition aws" in done.stdout
    assert sts.asked == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [("ExpiredToken", "the session has expired"), ("InvalidClientTokenId", "AWS does not know these credentials")],
)
def test_expired_or_wrong_credentials__are_told_with_how_to_log_in(
    play: Play, sts: Sts, code: str, problem: str
) -> None:
    sts.refuses(code)
    done = play("deploy", "dev", *filled_in("dev"))
    assert done.returncode != 0
    assert problem in done.stdout
    assert "export new AWS_ACCESS_KEY_ID" in words(done.stdout)  # which is where these credentials come from
    assert "Traceback" not in done.stdout + done.stderr


def test_missing_credentials__are_told_with_where_to_put_them(play: Play) -> None:
    done = play("deploy", "dev", *filled_in("dev"), AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert "there are no AWS credentials" in done.stdout
    assert "set aws_profile: <name> in group_vars/dev/main.yml" in words(done.stdout)


def test_missing_profile__is_told_by_name(play: Play) -> None:
    done = play("deploy", "dev", *filled_in("dev"), "-e", "aws_profile=nobody")
    assert "profile is not configured on this machine" in done.stdout
    assert "aws configure sso --profile nobody" in done.stdout


def test_production__is_not_destroyed_without_its_name(play: Play, sts: Sts) -> None:
    sts.is_caller("111122223333")
    for given in ((), ("-e", "confirm=dev")):
        done = play("destroy", "prod", *filled_in("prod"), *given)
        assert done.returncode != 0
        assert "the environment's name was not given" in done.stdout
        assert "bin/destroy prod -e confirm=prod" in done.stdout
    assert sts.writes == []


@pytest.mark.parametrize(
    ("playbook", "options", "command"),
    [
        ("deploy", (), "bin/deploy prod"),
        ("rollback", (), "bin/rollback prod"),
        ("drift", ("-e", "revert=true"), "bin/drift prod -e revert=true"),
        ("stop", (), "bin/stop prod"),
        ("resume", (), "bin/resume prod"),
        ("seed", (), "ansible-playbook playbooks/seed.yml -e env=prod"),
        ("score", (), "ansible-playbook playbooks/score.yml -e env=prod"),
        ("forget", ("-e", "student=student07"), "ansible-playbook playbooks/forget.yml -e env=prod -e student=<name>"),
    ],
)
def test_production__is_not_changed_without_its_name(
    play: Play, sts: Sts, playbook: str, options: tuple[str, ...], command: str
) -> None:
    sts.is_caller("111122223333")
    done = play(playbook, "prod", *filled_in("prod"), *options)
    assert done.returncode != 0
    assert f"remedy: {command} -e confirm=prod" in done.stdout
    assert sts.writes == []


def test_one_of_several_environments_that_wants_its_name__keeps_all_of_them_as_they_are(play: Play, sts: Sts) -> None:
    sts.is_caller("111122223333")
    done = play("deploy", "dev,prod", *filled_in("prod"), "-e", "confirm=dev")
    assert done.returncode != 0
    assert "remedy: bin/deploy prod -e confirm=prod" in done.stdout
    assert "compose" not in done.stdout
    assert sts.writes == []


def test_run_for_an_account__says_first_where_it_works(play: Play, sts: Sts) -> None:
    sts.is_caller("111122223333")
    done = play("deploy", "prod", *filled_in("prod"))
    assert "prod: account 111122223333 (our-school), eu-central-1, partition aws" in done.stdout
    assert "caller: user/deployer" in done.stdout
    assert done.stdout.index("our-school") < done.stdout.index("the environment's name was not given")


def test_caller_who_may_not_know_the_alias__is_told_the_account(play: Play, sts: Sts) -> None:
    sts.is_caller("111122223333")
    sts.aliases = (403, REFUSAL.format(code="AccessDenied"))
    assert "prod: account 111122223333 (-), eu-central-1" in play("deploy", "prod", *filled_in("prod")).stdout


def test_role_of_another_account__is_refused_before_any_call(play: Play, sts: Sts) -> None:
    done = play("deploy", "dev", *filled_in("dev"), "-e", "aws_role_arn=arn:aws:iam::999988887777:role/deployer")
    assert "the role is not of environment dev" in done.stdout
    assert sts.asked == []


def test_role__is_assumed_and_its_caller_asserted(play: Play, sts: Sts, tmp_path: Path) -> None:
    sts.is_caller("999988887777")
    role = "arn:aws:iam::111122223333:role/deployer"
    done = play("deploy", "dev", *filled_in("dev"), "-e", f"aws_role_arn={role}", HOME=str(tmp_path))
    assert f"no profile, boto3's own order, role {role}" in words(done.stdout)
    assert "Action=AssumeRole" in sts.asked[0]
    assert "RoleSessionName=stackyard-dev" in sts.asked[0]


def test_everything_that_is_wrong__is_told_at_once(play: Play, sts: Sts) -> None:
    done = play(
        "deploy", "dev", "-e", "architecture=arm", "-e", "tracing_mod=Active", "-e", "express_deployments=maybe"
    )
    assert done.returncode != 0
    for told in (
        "things are wrong with the settings of dev-eu-central-1",
        "remedy: it is one of arm64, x86_64",
        "did you mean tracing_mode?",
        'given: express_deployments: "maybe"',
        "environment dev is not filled in yet",
    ):
        assert told in done.stdout
    assert sts.asked == []


def test_mail_by_ses_where_there_is_none__is_refused_before_any_call(play: Play, sts: Sts) -> None:
    done = play("deploy", "cn", *filled_in("cn"), "-e", "mail_transport=ses")
    assert "partition aws-cn has no service that sends mail as cn asks for" in done.stdout
    assert "set mail_transport: smtp in group_vars/cn/main.yml" in words(done.stdout)
    assert sts.asked == []
