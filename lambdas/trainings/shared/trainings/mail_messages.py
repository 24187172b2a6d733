"""What all our mails have in common: text and HTML of the same content, and headers that do not change on a repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, as which mail, and when it was ordered (aware)."""

    sender: str
    recipient: str
    mail_id: str
    ordered: datetime


def make_message(envelope: Envelope, subject: str, text: str, html: str) -> EmailMessage:
    """Make a mail with a plain text and an HTML part. Raises ``ValueError`` for addresses with line breaks."""
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.recipient
    message["Subject"] = subject
    # When the mail was really ordered, not the moment that the run scores for: that one may lie weeks back or ahead,
    # mail servers distrust such dates, and mailboxes would sort the mail away. The texts tell the run's moment.
    message["Date"] = format_datetime(envelope.ordered)
    domain = parseaddr(envelope.sender)[1].rpartition("@")[2]
    # The same mail bears the same id, so that a mailbox which got it twice can show it once.
    message["Message-ID"] = f"<{envelope.mail_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps holiday notices from answering
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def html_page(title: str, body: str) -> str:
    """Wrap the body of an HTML mail. Both arguments are HTML already."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 60em">\n'
        f"{body}\n</body></html>\n"
    )
