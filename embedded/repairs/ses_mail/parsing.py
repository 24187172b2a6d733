"""Mails out of send requests: what was asked for in either API version, as one kind of value."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail: its envelope, its message, and the bytes of the message (serializing it again would be slow)."""

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    configuration_set: str = ""
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody the mail goes to."""
        return self.to + self.cc + self.bcc

    def document(self) -> dict[str, Any]:
        """The mail as the mailbox shows it."""
        return {
            "from": self.sender,
            "to": list(self.to),
            "cc": list(self.cc),
            "bcc": list(self.bcc),
            "subject": str(self.message.get("Subject", "")),
            "text": _body(self.message, "plain"),
            "html": _body(self.message, "html"),
            "attachments": [_attachment(part) for part in self.message.iter_attachments()],
            "raw": self.raw.decode("utf-8", "replace"),
            "configurationSet": self.configuration_set,
        }


def from_raw(
    data: bytes, sender: str = "", to: tuple[str, ...] = (), cc: tuple[str, ...] = (), bcc: tuple[str, ...] = ()
) -> Mail:
    """A mail from a MIME message. What the envelope does not say is read from the message's headers."""
    message = message_from_bytes(data, policy=policy.default)
    if not to + cc + bcc:
        to, cc, bcc = _addresses(message, "To"), _addresses(message, "Cc"), _addresses(message, "Bcc")
    return Mail(sender or str(message.get("From", "")), to, cc, bcc, message, data)


def from_simple(content: Mapping[str, Any], sender: str, destination: Mapping[str, Any]) -> Mail:
    """A mail from the `Simple` content of SendEmail (API version 2), attachments and headers included."""
    to, cc, bcc = (tuple(destination.get(f"{name}Addresses") or ()) for name in ("To", "Cc", "Bcc"))
    message = EmailMessage()
    message["From"], message["To"] = sender, ", ".join(to)
    if cc:
        message["Cc"] = ", ".join(cc)
    message["Subject"] = (content.get("Subject") or {}).get("Data", "")
    for header in content.get("Headers") or ():
        message[header["Name"]] = header["Value"]
    body = content.get("Body") or {}
    text, html = ((body.get(kind) or {}).get("Data") for kind in ("Text", "Html"))
    if text is not None or html is None:
        message.set_content(text or "")
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    for one in content.get("Attachments") or ():
        kind, _, subtype = (one.get("ContentType") or "application/octet-stream").partition("/")
        raw = base64.b64decode(one["RawContent"])
        message.add_attachment(raw, maintype=kind, subtype=subtype, filename=one["FileName"])
    return Mail(sender, to, cc, bcc, message, message.as_bytes())


def from_request(request: Mapping[str, Any]) -> Mail | None:
    """The mail of a SendEmail request (API version 2); None for templates, which MiniStack renders itself."""
    content, destination = request.get("Content") or {}, request.get("Destination") or {}
    sender = request.get("FromEmailAddress") or ""
    if content.get("Raw"):
        envelope = (tuple(destination.get(f"{name}Addresses") or ()) for name in ("To", "Cc", "Bcc"))
        mail = from_raw(decoded(content["Raw"].get("Data") or ""), sender, *envelope)
    elif content.get("Simple"):
        mail = from_simple(content["Simple"], sender, destination)
    else:
        return None
    tags = tuple((tag["Name"], tag["Value"]) for tag in request.get("EmailTags") or ())
    configuration_set = request.get("ConfigurationSetName") or ""
    return replace(mail, configuration_set=configuration_set, tags=tags)


def decoded(data: str) -> bytes:
    """The bytes of a raw message, which requests carry in base64."""
    try:
        return base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return data.encode()


def _addresses(message: EmailMessage, header: str) -> tuple[str, ...]:
    values = [str(value) for value in message.get_all(header, [])]
    return tuple(address for _name, address in getaddresses(values) if address)


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""


def _attachment(part: MIMEPart) -> dict[str, str]:
    content = part.get_content()
    raw = content if isinstance(content, bytes) else str(content).encode()
    return {
        "name": part.get_filename() or "",
        "type": part.get_content_type(),
        "content": base64.b64encode(raw).decode(),
    }
