"""A secret is kept in a SecureString, and written only when it is another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from plugins.action.stackyard_secret import ActionModule
from tests.fakes.stacks import make_target

NAME = "/stackyard/dev/smtp"


@pytest.fixture
def ssm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("ssm", region_name="eu-central-1")


def kept(value: str, *, check: bool = False) -> bool:
    """Have a secret kept; whether that was told as a change."""
    target = asdict(make_target(embedded=True, access_key_id="testing", secret_access_key="testing"))
    action = ActionModule(SimpleNamespace(check_mode=check, diff=False), None, None, None, None, None)
    return bool(action.work({"target": target, "name": NAME, "value": value})["changed"])


def test_secret__is_put_once_and_again_when_it_is_another_one(ssm: Any) -> None:
    assert [kept("first"), kept("first"), kept("second"), kept("second")] == [True, False, True, False]
    found = ssm.get_parameter(Name=NAME, WithDecryption=True)["Parameter"]
    assert (found["Value"], found["Type"]) == ("second", "SecureString")


def test_check_mode__says_what_it_would_do_and_writes_nothing(ssm: Any) -> None:
    assert kept("first", check=True)
    assert ssm.describe_parameters()["Parameters"] == []
