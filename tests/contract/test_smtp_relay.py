"""Mail by SMTP: what partitions without SES have in its place."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from embedded.partition import PARTITIONS
from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

SENDER = "trainer@stackyard.example"

# What any program would do: the machine's own idea of whom to trust, and no option that weakens it.
SENDS = """
import os, smtplib, ssl
from email.message import EmailMessage

def handler(event, context):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@stackyard.example", event["to"], "from a function"
    message.set_content("hello")
    with smtplib.SMTP("localhost", event["port"]) as connection:
        connection.starttls(context=ssl.create_default_context())
        connection.login(event["username"], event["password"])
        connection.send_message(message)
    return "sent"
"""


@pytest.fixture
def relay(china: EmbeddedServer) -> dict[str, Any]:
    return dict(china.control("GET", "/smtp"))


def opened(relay: dict[str, Any], **login: str) -> smtplib.SMTP:
    connection = smtplib.SMTP("localhost", relay["port"], timeout=PATIENCE_SECONDS)
    connection.starttls(context=ssl.create_default_context(cafile=relay["trusted"]))
    given = {**relay, **login}
    connection.login(given["username"], given["password"])
    return connection


@pytest.fixture
def connection(relay: dict[str, Any]) -> Iterator[smtplib.SMTP]:
    connection = opened(relay)
    yield connection
    connection.close()


def letter(subject: str, to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Trainer <{SENDER}>", to, subject
    message.set_content("You have 4 of 5.")
    message.add_attachment("student\r\n", subtype="csv", filename="scores.csv")
    return message


def subjects(server: EmbeddedServer) -> list[str]:
    return [mail["subject"] for mail in server.control("GET", "/mail")]


def test_accepted_mail__lies_whole_in_the_mailbox(china: EmbeddedServer, connection: smtplib.SMTP) -> None:
    connection.send_message(letter("by SMTP", "student@example.com"))

    (mail,) = [mail for mail in china.control("GET", "/mail") if mail["subject"] == "by SMTP"]
    assert (mail["from"], mail["to"]) == (SENDER, ["student@example.com"])
    assert mail["text"] == "You have 4 of 5.\n"
    assert [file["name"] for file in mail["attachments"]] == ["scores.csv"]


def test_function__trusts_the_certificate_without_being_told(china: EmbeddedServer, relay: dict[str, Any]) -> None:
    china.function("sends", SENDS)

    assert china.invoke("sends", {**relay, "to": "student@example.com"}) == ("sent", None)
    assert "from a function" in subjects(china)


@pytest.mark.parametrize(
    ("recipient", "code"),
    [("nobody@refused.example", 550), ("nobody@school.invalid", 550), ("nobody@exa..mple.com", 553)],
)
def test_recipient_who_cannot_be__is_refused_and_the_others_are_not(
    china: EmbeddedServer, connection: smtplib.SMTP, recipient: str, code: int
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        connection.send_message(letter(f"to {recipient}", "somebody@example.com"), SENDER, [recipient])
    told = connection.send_message(
        letter(f"also to {recipient}", "ok@example.com"), SENDER, [recipient, "ok@example.com"]
    )

    assert refused.value.recipients[recipient][0] == code
    assert told[recipient][0] == code
    assert f"to {recipient}" not in subjects(china)
    (mail,) = [mail for mail in china.control("GET", "/mail") if mail["subject"] == f"also to {recipient}"]
    assert mail["to"] == ["ok@example.com"]


def test_unencrypted_connection__may_neither_log_in_nor_send(relay: dict[str, Any]) -> None:
    with smtplib.SMTP("localhost", relay["port"], timeout=PATIENCE_SECONDS) as connection:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            connection.login(relay["username"], relay["password"])
        with pytest.raises(smtplib.SMTPSenderRefused, match="STARTTLS"):
            connection.send_message(letter("unencrypted", "student@example.com"))


def test_wrong_password__is_refused(relay: dict[str, Any]) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        opened(relay, password="guessed")


def test_without_a_login__nothing_is_taken(relay: dict[str, Any]) -> None:
    with smtplib.SMTP("localhost", relay["port"], timeout=PATIENCE_SECONDS) as connection:
        connection.starttls(context=ssl.create_default_context(cafile=relay["trusted"]))
        with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
            connection.send_message(letter("anonymous", "student@example.com"))


def test_certificate__is_trusted_by_nobody_else(relay: dict[str, Any]) -> None:
    with (
        smtplib.SMTP("localhost", relay["port"], timeout=PATIENCE_SECONDS) as connection,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        connection.starttls(context=ssl.create_default_context())


def test_restart__keeps_port_certificate_and_mails(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, partition=PARTITIONS["aws-cn"]).start()
    before = server.control("GET", "/smtp")
    opened(before).send_message(letter("before", "student@example.com"))
    server.kill()

    server.start()

    try:
        assert server.control("GET", "/smtp") == before
        opened(before).send_message(letter("after", "student@example.com"))
        assert subjects(server) == ["before", "after"]
    finally:
        server.stop()


def test_commercial_partition__has_a_relay_beside_ses(repaired: EmbeddedServer) -> None:
    opened(repaired.control("GET", "/smtp")).send_message(letter("commercial", "student@example.com"))

    assert "commercial" in subjects(repaired)


def test_port_that_is_taken__is_refused_by_its_variable(repaired: EmbeddedServer, tmp_path: Path) -> None:
    taken = str(repaired.control("GET", "/smtp")["port"])

    with pytest.raises(AssertionError, match=f"port is taken; given: STACKYARD_LOCAL_SMTP_PORT={taken}"):
        EmbeddedServer(tmp_path, settings={"STACKYARD_SMTP_PORT": taken}).start()


def test_port_that_was_asked_for__is_used(tmp_path: Path) -> None:
    wanted = free_port()
    server = EmbeddedServer(tmp_path, settings={"STACKYARD_SMTP_PORT": str(wanted)}).start()

    try:
        assert server.control("GET", "/smtp")["port"] == wanted
    finally:
        server.stop()
