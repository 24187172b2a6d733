from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from embedded.mail_authorization import read_query, read_v2

PREFIX = "arn:aws:ses:eu-central-1:000000000000"
RAW = base64.b64encode(b"From: School <no-reply@school.example>\r\nTo: a@x.example, b@x.example\r\n\r\nhello").decode()


def v2(**changes: Any) -> bytes:
    document = {
        "FromEmailAddress": "School <no-reply@school.example>",
        "Destination": {"ToAddresses": ["a@x.example"], "BccAddresses": ["Trainer <t@x.example>"]},
        "Content": {"Simple": {}},
    }
    return json.dumps(document | changes).encode()


def domain_only(name: str) -> bool:
    return name == "school.example"


def test_sender_whose_domain_is_the_identity__needs_the_domain() -> None:
    sending = read_v2(v2())

    assert sending is not None
    assert sending.action == "ses:SendEmail"
    assert sending.resources(PREFIX, domain_only) == [f"{PREFIX}:identity/school.example"]


def test_sender_whose_address_is_an_identity__needs_the_address() -> None:
    sending = read_v2(v2())

    assert sending is not None
    assert sending.resources(PREFIX, lambda _: True) == [f"{PREFIX}:identity/no-reply@school.example"]


def test_configuration_set_and_template__are_needed_too() -> None:
    sending = read_v2(v2(ConfigurationSetName="events", Content={"Template": {"TemplateName": "score"}}))

    assert sending is not None
    assert sending.action == "ses:SendTemplatedEmail"
    assert sending.resources(PREFIX, domain_only)[1:] == [
        f"{PREFIX}:configuration-set/events",
        f"{PREFIX}:template/score",
    ]


def test_conditions__are_bare_addresses() -> None:
    sending = read_v2(v2())

    assert sending is not None
    assert sending.conditions == {
        "ses:FromAddress": "no-reply@school.example",
        "ses:FromDisplayName": "School",
        "ses:Recipients": ["a@x.example", "t@x.example"],
    }


def test_raw_content__is_another_permission_and_may_name_its_own_sender() -> None:
    sending = read_v2(v2(FromEmailAddress=None, Destination=None, Content={"Raw": {"Data": RAW}}))

    assert sending is not None
    assert sending.action == "ses:SendRawEmail"
    assert sending.conditions["ses:FromAddress"] == "no-reply@school.example"
    assert sending.conditions["ses:Recipients"] == ["a@x.example", "b@x.example"]


def test_first_version_of_the_api__is_read_from_its_query() -> None:
    query = {"Source": ["no-reply@school.example"], "Destination.ToAddresses.member.1": ["a@x.example"]}
    sending = read_query(query | {"ConfigurationSetName": ["events"]}, "ses:SendEmail")

    assert sending is not None
    assert sending.conditions["ses:Recipients"] == ["a@x.example"]
    assert sending.resources(PREFIX, domain_only)[1] == f"{PREFIX}:configuration-set/events"


def test_call_that_sends_nothing__needs_nothing_of_this() -> None:
    assert read_query({"Identity": ["x"]}, "ses:VerifyEmailIdentity") is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"'])
def test_body_that_cannot_be_read__is_left_to_the_service(body: bytes) -> None:
    assert read_v2(body) is None
