"""The SMTP server itself, in a thread of its own: who may send, which recipients it takes, and where mails go."""

from __future__ import annotations

import logging
import socket
import uuid
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from embedded.relay.certificate import Certificate

HOST = "127.0.0.1"
USERNAME = "stackyard"
PASSWORD = "embedded"  # noqa: S105 - of a server that listens on this machine only, and says it to everybody
MAXIMUM_BYTES = 40 * 1024 * 1024  # as much as SES takes
START_SECONDS = 60.0  # that its thread may take on a busy machine
# Below those that systems give to connections, which would take the relay's own while the server is restarted.
_PORTS = range(6_000, 18_000)

Accept = Callable[[str, bytes, str, tuple[str, ...]], None]
"""Given the id, the message, the sender and the recipients of a mail that was taken."""
Fault = Callable[[str], str | None]
"""Says what is wrong with an address, or None."""

logger = logging.getLogger("stackyard.relay")
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line of every conversation


class PortTakenError(OSError):
    """Somebody else listens on the port that the relay was told to use."""


class Relay:
    """A relay on `port`; what it takes it gives to `accept`."""

    def __init__(self, port: int, certificate: Certificate, accept: Accept, fault: Fault) -> None:
        self.port = port
        self._controller = Controller(
            _Handler(accept, fault),
            hostname=HOST,
            port=port,
            authenticator=_authenticate,
            auth_required=True,
            require_starttls=True,
            tls_context=certificate.context(),
            data_size_limit=MAXIMUM_BYTES,
            enable_SMTPUTF8=False,
            server_hostname="localhost",
            ident="Stackyard",
            ready_timeout=START_SECONDS,
        )

    def start(self) -> None:
        """Serves from now on, until the process ends."""
        self._controller.start()


def choose_port(asked: str, remembered: Path, server_port: int) -> int:
    """The port that was asked for, else the one of the last time, else one that is free.

    What is deployed knows the port, so it is written to `remembered` and taken again. Which one is looked at first
    depends on `server_port`, so that servers side by side do not want the same one. PortTakenError when the port that
    was asked for is taken, or every one is.
    """
    if asked:
        if not _is_free(int(asked)):
            raise PortTakenError(f"the relay's port is taken; given: STACKYARD_LOCAL_SMTP_PORT={asked}")
        return int(asked)
    last = int(remembered.read_text()) if remembered.exists() else 0
    if last and _is_free(last):
        return last
    if last:
        logger.warning("mail by SMTP: port %d is taken now; deploy again what was told of it", last)
    chosen = _first_free(_PORTS[server_port % len(_PORTS)])
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(f"{chosen}\n")
    return chosen


def _first_free(first: int) -> int:
    for port in chain(range(first, _PORTS.stop), range(_PORTS.start, first)):
        if _is_free(port):
            return port
    raise PortTakenError(f"no port from {_PORTS[0]} to {_PORTS[-1]} is free for the relay")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections in TIME_WAIT are no listeners
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and given == LoginPassword(USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


class _Handler:
    """What aiosmtpd asks during a conversation."""

    def __init__(self, accept: Accept, fault: Fault) -> None:
        self._accept, self._fault = accept, fault

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self._fault(address)
        if fault:
            return f"553 5.1.3 {fault}"
        if _takes_no_mail(address):
            return "550 5.1.1 No such recipient"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        message_id = uuid.uuid4().hex
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            self._accept(message_id, content, envelope.mail_from or "", tuple(envelope.rcpt_tos))
        except OSError as error:  # a full disk: the mail is not lost, its sender keeps it
            logger.exception("a mail could not be kept")
            return f"452 4.3.1 {error.strerror}"
        return f"250 2.0.0 Ok: queued as {message_id}"


def _takes_no_mail(address: str) -> bool:
    """Whether nobody has that address: how to see a refusal.

    No name below `invalid` can exist (RFC 2606); `refused.example` is the one that examples use.
    """
    domain = address.rpartition("@")[2].lower()
    return domain == "refused.example" or f".{domain}".endswith(".invalid")
