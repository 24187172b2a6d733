"""What is not shown."""

from __future__ import annotations

import pytest
from stackyard.masks import MASK, masked


@pytest.mark.parametrize(
    "path",
    [
        "MasterUserPassword",
        "SecretString",
        "Environment.Variables.DB_PASSWORD",
        "Environment.Variables.API-KEY",
        "AuthToken",
        "Rules[x].ClientSecret",
    ],
)
def test_property_named_like_a_secret__is_masked(path: str) -> None:
    assert masked(path, "hunter2") == MASK


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("SmtpCredentialsParameter", "/mail/smtp"),
        ("MasterUserPassword", "{{resolve:secretsmanager:db:SecretString:password}}"),
        ("MasterUserPassword", "${Secret}"),
        ("Secret", "arn:aws:secretsmanager:eu-central-1:1:secret:x"),
        ("MinimumLengthOfPassword", "12"),
        ("ManageMasterUserPassword", "true"),
        ("SecretString", ""),
        ("BucketName", "hunter2"),
    ],
)
def test_name_or_place_of_a_secret__is_shown(path: str, value: str) -> None:
    assert masked(path, value) == value


def test_key_in_the_midst_of_a_text__is_masked() -> None:
    assert masked("UserData", "export K=AKIA" + "A" * 16 + " now") == f"export K={MASK} now"
    assert masked("Key", "-----BEGIN RSA PRIVATE KEY-----\nabc") == MASK
