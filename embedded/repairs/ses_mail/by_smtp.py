"""Mail that comes by SMTP: taken by a relay of this process, delivered like what SES sends.

The relay needs a port, a certificate and functions that trust it. Port and certificate stay in the state folder,
because what is deployed was told of them; functions learn of the certificate through `TRUSTED_VARIABLE`, which the
`runtime_client` gives them.
"""

from __future__ import annotations

import os
from pathlib import Path

from embedded import control
from embedded.relay.certificate import certificate
from embedded.repairs.ses_mail import sending
from embedded.repairs.ses_mail.mailbox import Mailbox
from embedded.repairs.ses_mail.parsing import from_raw

PORT_VARIABLE = "STACKYARD_SMTP_PORT"
TRUSTED_VARIABLE = "STACKYARD_TRUSTED_CERTIFICATES"


def apply(mailbox: Mailbox) -> None:
    """Starts the relay. `GET /_stackyard/smtp` says where it listens, and what it wants to be told."""
    # Needs the mail server's package, which unit tests of its neighbours do without.
    from embedded.relay.server import HOST, PASSWORD, USERNAME, Relay, choose_port  # noqa: PLC0415

    folder = Path(os.environ["STACKYARD_STATE"]) / "smtp"
    port = choose_port(os.environ.get(PORT_VARIABLE, ""), folder / "port", int(os.environ["GATEWAY_PORT"]))
    shown = certificate(folder)
    os.environ[TRUSTED_VARIABLE] = str(shown.trusted)

    def accept(message_id: str, content: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        lines = content.replace(b"\r\n", b"\n")  # SMTP's own ends of lines; SES is given a message without them
        sending.accepted(mailbox, message_id, from_raw(lines, sender, recipients))

    Relay(port, shown, accept, sending.address_fault).start()
    answer = {"host": HOST, "port": port, "username": USERNAME, "password": PASSWORD, "trusted": str(shown.trusted)}
    control.route("GET", "/smtp")(lambda _request: answer)
