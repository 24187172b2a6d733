"""Credentials of a role, from those of somebody else."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import CredentialRetrievalError, NoCredentialsError
from stackyard.credentials import CodeNeededError, Kept, Session, ask_for_code, assume

ROLE = "arn:aws:iam::123456789012:role/deployer"


class Sts:
    """Answers ``AssumeRole``, and keeps what it was asked and with whose credentials."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []

    def __call__(self, service: str, **keys: Any) -> Sts:
        assert service == "sts"
        self.keys.append(keys["aws_access_key_id"])
        return self

    def assume_role(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        ends = datetime.now(UTC) + timedelta(hours=1)
        keys = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ends}
        return {"Credentials": keys, "AssumedRoleUser": {"Arn": f"{ROLE}/me"}}


def source() -> botocore.session.Session:
    session = botocore.session.Session()
    session.set_credentials("AKIDSOURCE", "secret")
    return session


def access_key(session: botocore.session.Session) -> str:
    held: Any = session.get_credentials()
    return str(held.get_frozen_credentials().access_key)


def test_session__works_as_the_role() -> None:
    sts, session = Sts(), botocore.session.Session()
    assume(session, source(), ROLE, asked={"RoleSessionName": "me", "ExternalId": "x"}, sts=sts, cache={})
    assert sts.asked == []
    assert access_key(session) == "ASIAROLE"
    assert sts.asked == [{"RoleSessionName": "me", "ExternalId": "x", "RoleArn": ROLE}]
    assert sts.keys == ["AKIDSOURCE"]


def test_role_that_was_taken_before__is_not_asked_for_again() -> None:
    sts, cache = Sts(), dict[str, Any]()
    for _ in range(2):
        session = botocore.session.Session()
        assume(session, source(), ROLE, asked={"RoleSessionName": "me"}, sts=sts, cache=cache)
        assert access_key(session) == "ASIAROLE"
    assert len(sts.asked) == 1


def test_caller_without_credentials__is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = botocore.session.Session()
    monkeypatch.setattr(nobody, "get_credentials", lambda: None)
    with pytest.raises(NoCredentialsError):
        assume(botocore.session.Session(), nobody, ROLE, asked={}, sts=Sts(), cache={})


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the profile ``work``."""
    config = tmp_path / "config"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return config


@pytest.mark.parametrize("process", ["/nowhere/to/be/found", "/bin/echo hello", "/bin/echo []", "'"])
def test_credential_process_that_cannot_be_used__gives_no_credentials(profile: Path, process: str) -> None:
    profile.write_text(f"[profile work]\ncredential_process = {process}\n", encoding="utf-8")
    with pytest.raises(CredentialRetrievalError):
        Session(profile="work").get_credentials()


def test_code_without_a_terminal__is_not_waited_for(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile.write_text(
        f"[profile work]\nrole_arn = {ROLE}\nsource_profile = me\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n"
        "[profile me]\naws_access_key_id = AKID\naws_secret_access_key = secret\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    held: Any = Session(profile="work").get_credentials()
    with pytest.raises(CodeNeededError, match="mfa/me"):
        held.get_frozen_credentials()


def test_code_where_stdin_is_closed__is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stdin", closed)
    with pytest.raises(CodeNeededError):
        ask_for_code("Enter MFA code: ")


def test_cache_that_cannot_be_written__keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = Kept(str(tmp_path / "file" / "cache"))
    kept["role"] = {"Credentials": {}}
    assert "role" not in kept
