"""Mails through an SMTP server, for partitions without SES. Always encrypted, always with a checked certificate."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

from trainings.transports import Refused, Undelivered, without_addresses

_PERMANENT = 500  # first of the permanent negative replies of RFC 5321
_TOO_BIG = 552  # what a server that knows a mail's size beforehand answers to its sender (RFC 1870)


@dataclass(frozen=True)
class Credentials:
    """What the server wants to know of us."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class SmtpServer:
    """Where to hand mails over. ``security`` is ``starttls`` or ``tls``.

    ``timeout`` and ``patience`` are seconds to wait for an answer, the latter once logged in: whoever hangs up on
    a server that still looks through a mail has sent it, and sends it again (RFC 5321, 4.5.3.2.6).
    """

    host: str
    port: int
    security: str
    timeout: float = 10
    patience: float = 30


class SmtpTransport:
    """Sends over one connection, opened at the first mail and after every loss.

    ``credentials`` is asked at each opening, so that a changed password is taken up.
    """

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        credentials: Callable[[], Credentials],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = parseaddr(sender)[1]
        self._credentials = credentials
        self._context = context or ssl.create_default_context()
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Send one mail. Raises ``Refused`` or ``Undelivered``."""
        try:
            connection = self._opened()
        except (OSError, smtplib.SMTPException) as error:  # no server, no encryption, no login: not the mail's fault
            raise Undelivered(_named(error)) from None
        try:
            connection.send_message(message, self._sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = error.recipients[recipient]
            raise self._told(code, answer, recipient) from None
        except smtplib.SMTPDataError as error:
            raise self._told(error.smtp_code, error.smtp_error, recipient) from None
        except smtplib.SMTPSenderRefused as error:  # either the mail is too big, or we may not send as who we are
            if error.smtp_code != _TOO_BIG:
                self.close()
                raise Undelivered(_named(error)) from None
            raise self._told(error.smtp_code, error.smtp_error, recipient) from None
        except smtplib.SMTPNotSupportedError:
            raise Refused("the server does not take addresses with these characters") from None
        except (OSError, smtplib.SMTPException) as error:  # a dropped connection
            self.close()
            raise Undelivered(_named(error)) from None

    def close(self) -> None:
        """Say goodbye to the server, if there is a connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def _opened(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        connection: smtplib.SMTP
        if server.security == "tls":
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=self._context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                connection.starttls(context=self._context)
            given = self._credentials()
            connection.login(given.username, given.password)
            connection.sock.settimeout(server.patience)  # type: ignore[union-attr]  # it is connected
        except BaseException:
            connection.close()
            raise
        return connection

    def _told(self, code: int, answer: bytes | str, recipient: str) -> Refused | Undelivered:
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        told = f"{code}: {without_addresses(text, recipient, self._sender)}"
        if code >= _PERMANENT:
            return Refused(told)
        self.close()  # a server that puts us off may have hung up as well
        return Undelivered(told)


def _named(error: Exception) -> str:
    """An error by its name and the code of the server's reply, whose words may hold an address or a user's name."""
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
