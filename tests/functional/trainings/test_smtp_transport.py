"""The SMTP transport against a real server: TLS, logins, refusals, dropped connections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from trainings.smtp_transport import Credentials, SmtpServer, SmtpTransport
from trainings.transports import Refused, Undelivered

from tests.functional.trainings.smtp_server import (
    PASSWORD,
    USERNAME,
    PostOffice,
    make_certificate,
    start,
)
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

SENDER, RECIPIENT = "trainings@example.com", "s1@school.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def starttls(office: PostOffice, certificate: Path) -> Iterator[SmtpServer]:
    controller = start(office, certificate)
    yield server_on(controller.port)
    controller.stop()


def server_on(port: int, security: str = "starttls", patience: float = PATIENCE_SECONDS) -> SmtpServer:
    return SmtpServer("127.0.0.1", port, security, timeout=PATIENCE_SECONDS, patience=patience)


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture
def transport(starttls: SmtpServer, certificate: Path) -> Iterator[SmtpTransport]:
    made = transport_to(starttls, trusting(certificate))
    yield made
    made.close()


def transport_to(server: SmtpServer, context: ssl.SSLContext | None, password: str = PASSWORD) -> SmtpTransport:
    return SmtpTransport(server, f"Trainings <{SENDER}>", lambda: Credentials(USERNAME, password), context)


def message(recipient: str = RECIPIENT) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = f"Trainings <{SENDER}>", recipient, "Your score"
    made.set_content("Zażółć\n")
    made.add_alternative("<p>html</p>\n", subtype="html")
    made.add_attachment(b"student,score\r\n", maintype="text", subtype="csv", filename="scores.csv")
    return made


def test_mail__arrives_whole_over_starttls_after_a_login(transport: SmtpTransport, office: PostOffice) -> None:
    transport.send(message(), RECIPIENT)

    (mail,) = office.mails
    assert office.recipients == [RECIPIENT]
    assert [right for _, right in office.logins] == [True]
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == "Zażółć"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["scores.csv"]


def test_mail__arrives_over_tls_from_the_first_byte_on(office: PostOffice, certificate: Path) -> None:
    controller = start(office, certificate, tls=True)
    transport = transport_to(server_on(controller.port, "tls"), trusting(certificate))
    try:
        transport.send(message(), RECIPIENT)
    finally:
        transport.close()
        controller.stop()

    assert office.recipients == [RECIPIENT]


def test_mails_of_one_invocation__share_a_connection(transport: SmtpTransport, office: PostOffice) -> None:
    for _ in range(5):
        transport.send(message(), RECIPIENT)

    assert (len(office.mails), len(office.logins)) == (5, 1)


def test_closed_transport__opens_again(transport: SmtpTransport, office: PostOffice) -> None:
    transport.send(message(), RECIPIENT)
    transport.close()
    transport.close()
    transport.send(message(), RECIPIENT)

    assert (len(office.mails), len(office.logins)) == (2, 2)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_server_with_an_unknown_certificate__gets_neither_login_nor_mail(
    office: PostOffice, certificate: Path, security: str
) -> None:
    controller = start(office, certificate, tls=security == "tls")
    transport = transport_to(server_on(controller.port, security), None)
    try:
        with pytest.raises(Undelivered, match="SSLCertVerificationError"):
            transport.send(message(), RECIPIENT)
    finally:
        controller.stop()

    assert (office.logins, office.mails) == ([], [])


def test_server_with_a_certificate_of_another__gets_neither_login_nor_mail(office: PostOffice, tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other.pem", host="127.0.0.2")
    controller = start(office, other)
    transport = transport_to(server_on(controller.port), trusting(other))
    try:
        with pytest.raises(Undelivered, match="SSLCertVerificationError"):
            transport.send(message(), RECIPIENT)
    finally:
        controller.stop()

    assert (office.logins, office.mails) == ([], [])


def test_server_without_encryption__gets_neither_login_nor_mail(office: PostOffice) -> None:
    controller = start(office, None)
    transport = transport_to(server_on(controller.port), None)
    try:
        with pytest.raises(Undelivered, match="SMTPNotSupportedError"):
            transport.send(message(), RECIPIENT)
    finally:
        controller.stop()

    assert (office.logins, office.mails) == ([], [])


def test_wrong_password__is_no_fault_of_the_mail(starttls: SmtpServer, certificate: Path, office: PostOffice) -> None:
    transport = transport_to(starttls, trusting(certificate), password="wrong")

    with pytest.raises(Undelivered, match=r"^SMTPAuthenticationError 535$"):
        transport.send(message(), RECIPIENT)
    assert office.mails == []


def test_changed_password__is_taken_up_at_the_next_connection(
    starttls: SmtpServer, certificate: Path, office: PostOffice
) -> None:
    passwords = iter(["old", "new"])
    transport = SmtpTransport(starttls, SENDER, lambda: Credentials(USERNAME, next(passwords)), trusting(certificate))
    office.password = "new"

    with pytest.raises(Undelivered):
        transport.send(message(), RECIPIENT)
    transport.send(message(), RECIPIENT)
    transport.close()

    assert len(office.mails) == 1


def test_recipient_refused_for_good__is_a_refusal_and_the_next_mail_goes_out(
    transport: SmtpTransport, office: PostOffice
) -> None:
    office.to_recipient[RECIPIENT] = f"550 5.1.1 <{RECIPIENT}>: no such user"

    with pytest.raises(Refused) as caught:
        transport.send(message(), RECIPIENT)
    transport.send(message("s2@school.example"), "s2@school.example")

    assert str(caught.value) == "550: 5.1.1 <<address>>: no such user"
    assert office.recipients == ["s2@school.example"]


def test_recipient_put_off__is_tried_again_later(transport: SmtpTransport, office: PostOffice) -> None:
    office.to_recipient[RECIPIENT] = "450 4.2.1 mailbox busy"

    with pytest.raises(Undelivered, match="450"):
        transport.send(message(), RECIPIENT)
    office.to_recipient.clear()
    transport.send(message(), RECIPIENT)

    assert office.recipients == [RECIPIENT]


@pytest.mark.parametrize(
    ("reply", "failure"), [("554 5.7.1 looks like spam", Refused), ("451 4.3.0 disk full", Undelivered)]
)
def test_content_refused__is_told_by_its_reply(
    transport: SmtpTransport, office: PostOffice, reply: str, failure: type[Exception]
) -> None:
    office.to_data = [reply]

    with pytest.raises(failure, match=reply[:3]):
        transport.send(message(), RECIPIENT)
    transport.send(message(), RECIPIENT)

    assert len(office.mails) == 1


def test_mail_that_is_too_big__is_a_refusal_and_the_next_one_goes_out(
    transport: SmtpTransport, office: PostOffice
) -> None:
    office.to_sender = ["552 5.3.4 message size exceeds fixed limit"]

    with pytest.raises(Refused, match=r"552: 5\.3\.4 message size"):
        transport.send(message(), RECIPIENT)
    transport.send(message(), RECIPIENT)

    assert (len(office.mails), len(office.logins)) == (1, 1)


def test_sender_who_may_not__is_no_fault_of_the_mail(transport: SmtpTransport, office: PostOffice) -> None:
    office.to_sender = [f"550 5.7.60 {SENDER} may not send"]

    with pytest.raises(Undelivered) as caught:
        transport.send(message(), RECIPIENT)

    assert str(caught.value) == "SMTPSenderRefused 550"


def test_answer_to_a_mail__is_waited_for_with_patience_of_its_own(
    starttls: SmtpServer, certificate: Path, office: PostOffice
) -> None:
    office.seconds = PATIENCE_SECONDS / 2  # less than the connection itself may take
    transport = transport_to(server_on(starttls.port, patience=0.5), trusting(certificate))

    with pytest.raises(Undelivered, match="SMTPServerDisconnected"):
        transport.send(message(), RECIPIENT)

    assert office.recipients == []


def test_server_that_looks_through_a_mail__is_waited_for_longer_than_one_that_is_only_called() -> None:
    server = SmtpServer("127.0.0.1", 465, "tls")

    assert server.patience > server.timeout


def test_dropped_connection__is_tried_again_over_a_new_one(transport: SmtpTransport, office: PostOffice) -> None:
    office.to_data = ["hang up"]

    with pytest.raises(Undelivered):
        transport.send(message(), RECIPIENT)
    transport.send(message(), RECIPIENT)

    assert (len(office.mails), len(office.logins)) == (1, 2)


def test_server_that_is_not_there__is_no_fault_of_the_mail() -> None:
    transport = transport_to(server_on(free_port()), None)

    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        transport.send(message(), RECIPIENT)
    transport.close()


def test_address_the_server_cannot_spell__is_a_refusal(transport: SmtpTransport, office: PostOffice) -> None:
    address = "zażółć@school.example"

    with pytest.raises(Refused, match="characters"):
        transport.send(message(address), address)
    transport.send(message(), RECIPIENT)

    assert office.recipients == [RECIPIENT]
