"""What a request to send mail must be allowed to use, read from the request itself."""

from __future__ import annotations

import base64
import binascii
import email.parser
import email.policy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses, parseaddr
from typing import Any

_QUERY_ACTIONS = frozenset(
    {"ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail", "ses:SendBulkTemplatedEmail", "ses:SendBounce"}
)


@dataclass(frozen=True)
class Sending:
    """An attempt to send: the permission's name, the sender, and what else of SES it uses."""

    action: str
    sender: str
    recipients: tuple[str, ...] = ()
    configuration_set: str = ""
    template: str = ""
    identity_arn: str = field(default="", kw_only=True)

    def resources(self, prefix: str, is_identity: Callable[[str], bool]) -> list[str]:
        """The ARNs that must all be allowed, below a prefix such as `arn:aws:ses:eu-central-1:000000000000`."""
        address = parseaddr(self.sender)[1]
        name = address if is_identity(address) else address.rpartition("@")[2]
        arns = [self.identity_arn or f"{prefix}:identity/{name}"]
        if self.configuration_set:
            arns.append(f"{prefix}:configuration-set/{self.configuration_set}")
        if self.template:
            arns.append(f"{prefix}:template/{self.template}")
        return arns

    @property
    def conditions(self) -> dict[str, Any]:
        """The condition keys of the request."""
        display_name, address = parseaddr(self.sender)
        return {
            "ses:FromAddress": address,
            "ses:FromDisplayName": display_name,
            "ses:Recipients": [parseaddr(recipient)[1] for recipient in self.recipients],
        }


def read_v2(body: bytes) -> Sending | None:
    """The attempt in a request `POST /v2/email/outbound-emails`; None when it cannot be read."""
    try:
        document = json.loads(body)
        content = document.get("Content") or {}
        destination = document.get("Destination") or {}
    except (ValueError, AttributeError):
        return None
    raw = _headers_of(str((content.get("Raw") or {}).get("Data", "")))
    kinds = {"Raw": "ses:SendRawEmail", "Template": "ses:SendTemplatedEmail"}
    action = next((name for kind, name in kinds.items() if content.get(kind)), "ses:SendEmail")
    listed = [address for group in destination.values() for address in group or ()]
    return Sending(
        action,
        document.get("FromEmailAddress") or raw.get("from", ""),
        tuple(listed or _addressed(raw)),
        document.get("ConfigurationSetName") or "",
        (content.get("Template") or {}).get("TemplateName") or "",
        identity_arn=document.get("FromEmailAddressIdentityArn") or "",
    )


def read_query(query: Mapping[str, Any], action: str) -> Sending | None:
    """The attempt in a request of version 1 of the API; None when it sends nothing."""
    if action not in _QUERY_ACTIONS:
        return None
    raw = _headers_of(_one(query, "RawMessage.Data"))
    to = [_one(query, name) for name in query if name.startswith(("Destination.", "Destinations."))]
    return Sending(
        action,
        _one(query, "Source") or raw.get("from", ""),
        tuple(to or _addressed(raw)),
        _one(query, "ConfigurationSetName") or raw.get("x-ses-configuration-set", ""),
        _one(query, "Template"),
        identity_arn=_one(query, "FromArn") or _one(query, "SourceArn"),
    )


def _one(query: Mapping[str, Any], name: str) -> str:
    found = query.get(name) or ""
    return str(found[0] if isinstance(found, list) else found)


def _headers_of(encoded: str) -> dict[str, str]:
    try:
        content = base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return {}
    message = email.parser.BytesHeaderParser(policy=email.policy.default).parsebytes(content)
    return {name.lower(): str(text) for name, text in message.items()}


def _addressed(headers: Mapping[str, str]) -> list[str]:
    fields = [headers[name] for name in ("to", "cc", "bcc") if name in headers]
    return [address for _, address in getaddresses(fields)]
