"""Sending: what SES checks before it accepts a mail, and where an accepted one goes.

An accepted mail is delivered to the mailbox, unless it holds the EICAR test virus (Reject) or its recipients are on the
suppression list or are the mailbox simulator's bouncing addresses (Bounce); those get an event only, as on AWS.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from embedded import hooks
from embedded.repairs.ses_mail import events, suppression
from embedded.repairs.ses_mail.mailbox import Mailbox
from embedded.repairs.ses_mail.parsing import Mail, decoded, from_raw, from_request, from_simple

SES, SES_V2 = "ministack.services.ses", "ministack.services.ses_v2"
_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_MAXIMUM_RECIPIENTS = 50

Handle = Callable[..., Awaitable[Any]]


def apply(mailbox: Mailbox) -> None:
    """Hooks into both API versions; what they deliver goes to `mailbox`."""
    hooks.wrap(SES_V2, "handle_request", functools.partial(_sending_v2, mailbox))
    hooks.wrap(SES, "_send_raw_email", functools.partial(_sending_v1, mailbox, _mail_of_raw_call))
    hooks.wrap(SES, "_send_email", functools.partial(_sending_v1, mailbox, _mail_of_call))


def address_fault(address: str) -> str | None:
    """What SES says of an address that cannot exist, or None."""
    bare = hooks.attribute(SES, "parseaddr")(address)[1]
    if not address.isascii() or "@" not in bare or bare.endswith("@"):
        return "Missing final '@domain'"
    local, _, domain = bare.rpartition("@")
    if not local or re.search(r"[\s\x00-\x1f\x7f]", local):
        return "Local address contains control or whitespace" if local else "Missing local address"
    if ".." in domain:
        return "Domain contains dot-dot"
    if domain.startswith(".") or domain.endswith("."):
        return "Domain starts with dot" if domain.startswith(".") else "Domain ends with dot"
    return None if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else "Domain contains illegal character"


def _refusal(mail: Mail) -> Any:
    error = hooks.attribute(SES_V2, "_json_err")
    if mail.configuration_set and mail.configuration_set not in hooks.attribute(SES_V2, "_config_sets"):
        return hooks.attribute(SES_V2, "_missing_config_set")(mail.configuration_set)
    if not mail.recipients:
        return error("BadRequestException", "Destination must contain at least one recipient.")
    if len(mail.recipients) > _MAXIMUM_RECIPIENTS:
        return error("BadRequestException", f"Recipient count exceeds {_MAXIMUM_RECIPIENTS}.")
    for address in (mail.sender, *mail.recipients):
        fault = address_fault(address)
        if fault:
            return error("BadRequestException", fault)
    return None


def _sending_v2(mailbox: Mailbox, original: Handle) -> Handle:
    async def handle(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
        if method != "POST" or path.rstrip("/") != "/v2/email/outbound-emails":
            return await original(method, path, headers, body, query_params)
        request = json.loads(body)
        mail = from_request(request)
        if mail is None:
            return await original(method, path, headers, body, query_params)
        refusal = _refusal(mail)
        if refusal:
            return refusal
        answer = await original(method, path, headers, _with_envelope(request, mail), query_params)
        if answer[0] == 200:  # noqa: PLR2004 - an HTTP status
            accepted(mailbox, json.loads(answer[2])["MessageId"], mail)
        return answer

    return handle


def _with_envelope(request: dict[str, Any], mail: Mail) -> bytes:
    """The request with the sender and recipients that only its raw message named, for MiniStack's own checks."""
    named = zip(("To", "Cc", "Bcc"), (mail.to, mail.cc, mail.bcc), strict=True)
    destination = {f"{name}Addresses": list(addresses) for name, addresses in named}
    return json.dumps({**request, "FromEmailAddress": mail.sender, "Destination": destination}).encode()


def _sending_v1(
    mailbox: Mailbox, mail_of: Callable[[Any], Mail], original: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    def send(params: Any) -> Any:
        answer = original(params)
        text = answer[2].decode() if isinstance(answer[2], bytes) else answer[2]
        message_id = re.search(r"<MessageId>(.*?)</MessageId>", text)
        if message_id:
            accepted(mailbox, message_id[1], mail_of(params))
        return answer

    return send


def _mail_of_raw_call(params: Any) -> Mail:
    read, collect = hooks.attribute(SES, "_p"), hooks.attribute(SES, "_collect_list")
    to = tuple(collect(params, "Destinations.member"))
    mail = from_raw(decoded(read(params, "RawMessage.Data")), read(params, "Source"), to)
    return replace(mail, configuration_set=read(params, "ConfigurationSetName"))


def _mail_of_call(params: Any) -> Mail:
    read, collect = hooks.attribute(SES, "_p"), hooks.attribute(SES, "_collect_list")
    destination = {
        f"{name}Addresses": collect(params, f"Destination.{name}Addresses.member") for name in ("To", "Cc", "Bcc")
    }
    body = {kind: {"Data": text} for kind in ("Text", "Html") if (text := read(params, f"Message.Body.{kind}.Data"))}
    content = {"Subject": {"Data": read(params, "Message.Subject.Data")}, "Body": body}
    mail = from_simple(content, read(params, "Source"), destination)
    return replace(mail, configuration_set=read(params, "ConfigurationSetName"))


def accepted(mailbox: Mailbox, message_id: str, mail: Mail) -> None:
    """Delivers a mail that was accepted, as far as its recipients can be reached, and publishes its events."""
    events.publish(message_id, mail, "Send")
    if _VIRUS in mail.raw or any(_VIRUS in _content(part) for part in mail.message.iter_attachments()):
        events.publish(message_id, mail, "Reject", mail.recipients)
        return
    undelivered = {address: reason for address in mail.recipients if (reason := suppression.bounce(address, mail))}
    if len(undelivered) < len(mail.recipients):
        mailbox.deliver(message_id, mail)
    for address in mail.recipients:
        if address in undelivered:
            events.publish(message_id, mail, "Bounce", (address,), undelivered[address])
        else:
            events.publish(message_id, mail, "Delivery", (address,))
            if suppression.complains(address):
                events.publish(message_id, mail, "Complaint", (address,))


def _content(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
