"""How a mail leaves the house, whatever carries it: SES where the partition has it, SMTP elsewhere.

The two ways in which sending can fail differ in what is to be done: a mail that was refused for good is told to the
trainer and not tried again; everything else (a limit, a fault of the service, a mistake in our configuration) is tried
again by the queue, and waits in the dead-letter queue for the operator if it does not pass.
"""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol


class Refused(Exception):  # noqa: N818  # the name says what is the case
    """The mail can never be delivered to this recipient; the text says why, without addresses."""


class Undelivered(Exception):  # noqa: N818  # the name says what is the case
    """The mail was not sent, and may be sent later; the text says why, without addresses."""


class Transport(Protocol):
    """Carries mails."""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hand over one mail. Raises ``Refused`` or ``Undelivered``."""

    def close(self) -> None:
        """Give back what was opened for sending; a later ``send`` opens it again."""


def without_addresses(text: str, *addresses: str) -> str:
    """Shorten a service's answer for logs and reports, with every given address taken out of it."""
    for address in addresses:
        text = text.replace(address, "<address>")
    return " ".join(text.split())[:300]
