"""What is not shown."""

from __future__ import annotations

import pytest
from stackyard.masks import MASK, hidden, masked


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


def test_password_in_an_address__is_masked() -> None:
    assert masked("Url", "smtp://kim:hunter2@mail.example:587") == f"smtp://{MASK}@mail.example:587"
    assert masked("Url", "https://mail.example:587/a@b") == "https://mail.example:587/a@b"


@pytest.mark.parametrize("value", ["12345678", 12345678, "(abc", "${abc", ["a", "b"]], ids=repr)
def test_setting_called_like_a_secret__is_hidden_whatever_it_is(value: object) -> None:
    assert hidden("my_password", value) == ([MASK, MASK] if isinstance(value, list) else MASK)


def test_secrets_inside_of_a_setting__are_hidden() -> None:
    value = {"user": "kim", "password": 4711, "more": [{"passwords": ["a"]}], "credentials": '{"a": "b"}'}
    assert hidden("smtp", value) == {
        "user": "kim",
        "password": MASK,
        "more": [{"passwords": [MASK]}],
        "credentials": MASK,
    }


@pytest.mark.parametrize("value", ["", None, True, "arn:aws:secretsmanager:eu-central-1:1:secret:x"])
def test_setting_that_is_no_secret_itself__is_not_hidden(value: object) -> None:
    assert hidden("smtp_secret", value) == value
