"""Credentials of a role, from those of somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import NoCredentialsError
from stackyard.credentials import assume

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
