"""A real SMTP server on loopback, with a certificate of its own, that refuses and fails as it is told."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

USERNAME, PASSWORD = "mailer", "correct horse"


@dataclass
class PostOffice:
    """What the server got, and how it answers: replies by recipient, replies to DATA one by one."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_data: list[str] = field(default_factory=list)
    to_sender: list[str] = field(default_factory=list)
    seconds: float = 0  # that it takes to look through a mail
    password: str = PASSWORD

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: ARG002, N802
        reply = self.to_sender.pop(0) if self.to_sender else "250 OK"
        if reply.startswith("250"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: ARG002, N802
        reply = self.to_recipient.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        await asyncio.sleep(self.seconds)
        reply = self.to_data.pop(0) if self.to_data else "250 OK"
        if reply == "hang up":
            server.transport.abort()
        if reply.startswith("250"):
            self.recipients += envelope.rcpt_tos
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return reply

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:  # noqa: ARG002
        right = (
            isinstance(data, LoginPassword)
            and data.login == USERNAME.encode()
            and data.password == self.password.encode()
        )
        self.logins.append((mechanism, right))
        return AuthResult(success=right, handled=False)


def start(office: PostOffice, certificate: Path | None, *, tls: bool = False) -> Controller:
    """Start the server: with STARTTLS, with TLS from the first byte on, or (no certificate) without either."""
    context = server_context(certificate) if certificate else None
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=free_port(),
        ready_timeout=PATIENCE_SECONDS,
        enable_SMTPUTF8=False,
        ssl_context=context if tls else None,
        tls_context=None if tls else context,
        require_starttls=bool(context) and not tls,
        authenticator=office.authenticate,
        auth_required=bool(context),
        auth_require_tls=bool(context) and not tls,
    )
    controller.start()
    return controller


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def make_certificate(path: Path, host: str = "127.0.0.1") -> Path:
    """Write a key and a certificate signed by itself for an address of this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
