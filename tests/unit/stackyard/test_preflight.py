"""Refusing what is not the environment."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, UnknownRegionError
from stackyard.errors import StackyardError
from stackyard.preflight import alias_of, announce, banner, check_caller, check_placeholders, check_settings

from tests.fakes.stacks import make_target
from tests.fakes.target import FakeTarget

CALLER = {"Account": "123456789012", "Arn": "arn:aws:sts::123456789012:assumed-role/deployer/me"}


def test_placeholders__are_told_all_at_once_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "group_vars" / "dev"
    folder.mkdir(parents=True)
    (folder / "main.yml").write_text('---\naws_account_id: "REPLACE-ME: your account"\n')
    (folder / "trainings.yml").write_text('---\n# sender\nmail_sender: "REPLACE-ME: an address"\n')
    variables = {
        "aws_account_id": "REPLACE-ME: your account",
        "mail_sender": "REPLACE-ME: an address",
        "region": "eu-central-1",
        "count": 3,
    }
    with pytest.raises(StackyardError, match="environment dev is not filled in yet") as caught:
        check_placeholders(variables, "dev", tmp_path)
    assert "aws_account_id (group_vars/dev/main.yml:2): REPLACE-ME: your account" in caught.value.given
    assert "mail_sender (group_vars/dev/trainings.yml:3): REPLACE-ME: an address" in caught.value.given


def test_placeholder_set_elsewhere__is_told_with_the_folder(tmp_path: Path) -> None:
    with pytest.raises(StackyardError) as caught:
        check_placeholders({"aws_account_id": "REPLACE-ME"}, "dev", tmp_path)
    assert "aws_account_id (group_vars/dev/)" in caught.value.given


def test_filled_in_settings__pass(tmp_path: Path) -> None:
    check_placeholders({"aws_account_id": "123456789012"}, "dev", tmp_path)
    check_settings(make_target(), lambda _: "aws")
    check_caller(make_target(), CALLER)


@pytest.mark.parametrize("account", ["12345678901", "1234-5678-9012", "", "my account", 123456789012, None])
def test_account_that_is_no_text_of_12_digits__is_refused(account: Any) -> None:
    with pytest.raises(StackyardError, match="not 12 digits") as caught:
        check_settings(make_target(account=account), lambda _: "aws")
    assert "group_vars/dev/main.yml" in caught.value.remedy


def test_region_of_another_partition__is_refused() -> None:
    with pytest.raises(StackyardError, match="region cn-north-1 is not in partition aws") as caught:
        check_settings(make_target(region="cn-north-1"), lambda _: "aws-cn")
    assert caught.value.given == "it is in aws-cn"
    assert caught.value.remedy == (
        "move the host below aws_cn in inventory.yml, or mend its aws_region; if it stands there, "
        "mend aws_partition in group_vars/aws_cn.yml"
    )


def test_region_that_nobody_knows__is_told() -> None:
    def partition_of(region: str) -> str:
        raise UnknownRegionError(region_name=region, error_msg="no partition")

    with pytest.raises(StackyardError, match="there is no region of this name\n  given: aws_region: mars"):
        check_settings(make_target(region="mars"), partition_of)


def test_caller_of_another_account__is_refused_with_both_accounts() -> None:
    with pytest.raises(StackyardError, match="not of environment dev") as caught:
        check_caller(make_target(account="999999999999", profile="work"), CALLER)
    assert "assumed-role/deployer/me (profile work)" in caught.value.given
    assert "account 999999999999 in aws" in caught.value.given


@pytest.mark.parametrize("role", ["arn:aws:iam::999999999999:role/deploy", "arn:aws-cn:iam::123456789012:role/deploy"])
def test_role_that_does_not_lead_to_the_environment__is_refused(role: str) -> None:
    with pytest.raises(StackyardError, match="the role is not of environment dev"):
        check_settings(make_target(role_arn=role), lambda _: "aws")


def test_banner__fits_a_terminal_and_names_account_alias_region_partition_and_caller() -> None:
    role = "AWSReservedSSO_AdministratorAccess_0123456789abcdef"
    arn = f"arn:aws:sts::123456789012:assumed-role/{role}/somebody@example.com"
    lines = banner(make_target(), arn, "our-school")
    assert lines[0] == "dev: account 123456789012 (our-school), eu-central-1, partition aws"
    assert lines[1].startswith("caller: assumed-role/AWSReservedSSO_AdministratorAccess")
    assert all(len(line) + len("  ") <= 80 for line in lines)


def test_long_alias__does_not_hide_where_it_is() -> None:
    line = banner(make_target(environment="staging-two"), CALLER["Arn"], "a" * 63)[0]
    assert line.startswith("staging-two: account 123456789012 (aaa")
    assert line.endswith("...), eu-central-1, partition aws")
    assert len(line) + len("  ") <= 80


def test_banner_of_the_embedded_aws__is_one_short_line() -> None:
    assert banner(make_target(embedded=True), CALLER["Arn"], "-") == ["dev: the embedded AWS, eu-central-1 (aws)"]


class Account(FakeTarget):
    """A target of the cloud, or of the embedded AWS, whose clients are given."""

    account, region, profile, role_arn = "123456789012", "eu-central-1", "", ""


def in_account(account: str, *, embedded: bool = False) -> Any:
    sts = SimpleNamespace(get_caller_identity=lambda: {**CALLER, "Account": account})
    return Account({"sts": sts, "iam": Iam(["our-school"])}, "dev", embedded=embedded)


def test_command_that_writes__says_where_before() -> None:
    said: list[str] = []
    announce(in_account("123456789012"), said.append)
    assert said == [
        "dev: account 123456789012 (our-school), eu-central-1, partition aws",
        "caller: assumed-role/deployer/me",
    ]


def test_command_with_credentials_of_another_account__says_so_and_nothing_else() -> None:
    said: list[str] = []
    with pytest.raises(StackyardError, match="these credentials are not of environment dev"):
        announce(in_account("999999999999"), said.append)
    assert said == []


def test_command_on_the_embedded_aws__has_nothing_to_say() -> None:
    said: list[str] = []
    announce(in_account("999999999999", embedded=True), said.append)
    assert said == []


class Iam:
    def __init__(self, answer: list[str] | Exception) -> None:
        self.answer = answer

    def list_account_aliases(self) -> dict[str, list[str]]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"AccountAliases": self.answer}


DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListAccountAliases")


@pytest.mark.parametrize(("answer", "alias"), [(["our-school"], "our-school"), ([], "-"), (DENIED, "-")])
def test_alias__is_what_the_account_calls_itself(answer: Any, alias: str) -> None:
    assert alias_of(Iam(answer)) == alias


def test_caller_of_another_partition__is_refused() -> None:
    with pytest.raises(StackyardError, match="not of environment dev"):
        check_caller(make_target(partition="aws-cn"), CALLER)
