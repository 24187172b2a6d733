from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tests.contract.embedded_server import ACCOUNT, EmbeddedServer

PREFIX = f"arn:aws:ses:eu-central-1:{ACCOUNT}"
SENDS = """
import boto3
def handler(event, context):
    return boto3.client(event.pop("client", "sesv2")).send_email(**event)["MessageId"]
"""


class Mailer:
    """A verified domain, a configuration set, and a function whose role has the given permissions."""

    def __init__(self, server: EmbeddedServer, *statements: dict[str, Any]) -> None:
        self.server = server
        self.name = f"mail-{uuid.uuid4().hex[:8]}"
        self.domain = f"{self.name}.example"
        ses = server.client("sesv2")
        ses.create_email_identity(EmailIdentity=self.domain)
        ses.create_configuration_set(ConfigurationSetName=self.name)
        named = [{**one, "Resource": [text.format(self=self) for text in one["Resource"]]} for one in statements]
        role = server.role(self.name, *named)
        server.function(self.name, SENDS, role=f"arn:aws:iam::{ACCOUNT}:role/{role}")

    def send(self, sender: str = "no-reply", **changes: Any) -> str:
        """Sends one mail; returns `sent`, or the message of the refusal."""
        event = {
            "FromEmailAddress": f"{sender}@{self.domain}",
            "Destination": {"ToAddresses": ["success@simulator.amazonses.com"]},
            "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}},
            **changes,
        }
        answer, error = self.server.invoke(self.name, event)
        return answer["errorMessage"] if error else "sent"


IDENTITY = PREFIX + ":identity/{self.domain}"
SET = PREFIX + ":configuration-set/{self.name}"


def allow(*resources: str, action: str = "ses:SendEmail", **condition: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": list(resources), **condition}


def test_stock__denies_what_is_allowed_on_the_identity(without: Callable[[str], EmbeddedServer]) -> None:
    assert "AccessDenied" in Mailer(without("ses_identity"), allow(IDENTITY)).send()


def test_permission_on_the_identity__is_enough(repaired: EmbeddedServer) -> None:
    assert Mailer(repaired, allow(IDENTITY)).send() == "sent"


def test_permission_on_another_identity__is_not(repaired: EmbeddedServer) -> None:
    refused = Mailer(repaired, allow(PREFIX + ":identity/other.example")).send()

    assert "AccessDenied" in refused
    assert "identity/mail-" in refused


def test_configuration_set__must_be_allowed_as_well(repaired: EmbeddedServer) -> None:
    without, both = Mailer(repaired, allow(IDENTITY)), Mailer(repaired, allow(IDENTITY, SET))

    assert "AccessDenied" in without.send(ConfigurationSetName=without.name)
    assert both.send(ConfigurationSetName=both.name) == "sent"


def test_from_address__can_be_demanded(repaired: EmbeddedServer) -> None:
    only: dict[str, Any] = {"Condition": {"StringLike": {"ses:FromAddress": "no-reply@*"}}}
    mailer = Mailer(repaired, allow(IDENTITY, **only))

    assert mailer.send("no-reply") == "sent"
    assert "AccessDenied" in mailer.send("director")


def test_raw_content__is_a_permission_of_its_own(repaired: EmbeddedServer) -> None:
    mailer = Mailer(repaired, allow(IDENTITY))
    raw_mailer = Mailer(repaired, allow(IDENTITY, action="ses:SendRawEmail"))

    def raw(of: Mailer) -> str:
        text = f"From: a@{of.domain}\r\nTo: success@simulator.amazonses.com\r\n\r\nhi"
        return of.send(Content={"Raw": {"Data": text}})

    assert "ses:SendRawEmail" in raw(mailer)
    assert raw(raw_mailer) == "sent"


def test_first_version_of_the_api__is_decided_alike(repaired: EmbeddedServer) -> None:
    allowed, denied = Mailer(repaired, allow(IDENTITY)), Mailer(repaired)

    def by_query(of: Mailer) -> str:
        event = {
            "client": "ses",
            "Source": f"a@{of.domain}",
            "Destination": {"ToAddresses": ["success@simulator.amazonses.com"]},
            "Message": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}},
        }
        answer, error = repaired.invoke(of.name, event)
        return answer["errorMessage"] if error else "sent"

    assert by_query(allowed) == "sent"
    assert "AccessDenied" in by_query(denied)
