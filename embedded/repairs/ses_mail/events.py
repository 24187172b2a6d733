"""Events of sent mails, published to the SNS topics that a configuration set names."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from embedded import hooks
from embedded.clock import CLOCK
from embedded.repairs.ses_mail.parsing import Mail

SES, SES_V2, SNS = (f"ministack.services.{name}" for name in ("ses", "ses_v2", "sns"))

logger = logging.getLogger("stackyard.mail")


def publish(message_id: str, mail: Mail, kind: str, recipients: tuple[str, ...] = (), subtype: str = "") -> None:
    """Publishes one event (`Send`, `Delivery`, `Bounce`, `Complaint`, `Reject`) to every topic that asked for it."""
    for topic in _topics(mail.configuration_set, kind.upper()):
        event = {"eventType": kind, "mail": _mail(message_id, mail), **_detail(kind, recipients, subtype)}
        try:
            hooks.attribute(SNS, "publish_internal")(topic, json.dumps(event), "Amazon SES Email Event Notification")
        except Exception:
            logger.exception("the %s event of %s could not be published to %s", kind, message_id, topic)


def _topics(configuration_set: str, event_type: str) -> Iterator[str]:
    record = hooks.attribute(SES_V2, "_config_sets").get(configuration_set) or {}
    for destination in (record.get("EventDestinations") or {}).values():
        wanted = destination.get("Enabled") and event_type in destination["MatchingEventTypes"]
        if wanted and destination.get("SnsDestination"):
            yield destination["SnsDestination"]["TopicArn"]


def _mail(message_id: str, mail: Mail) -> dict[str, Any]:
    headers = [{"name": name, "value": str(value)} for name, value in mail.message.items()]
    return {
        "timestamp": _timestamp(),
        "source": mail.sender,
        "sendingAccountId": hooks.attribute(SES, "get_account_id")(),
        "messageId": message_id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": {
            "from": [mail.sender],
            "to": list(mail.to),
            "messageId": message_id,
            "subject": str(mail.message.get("Subject", "")),
        },
        "tags": {"ses:configuration-set": [mail.configuration_set], **{name: [text] for name, text in mail.tags}},
    }


def _detail(kind: str, recipients: tuple[str, ...], subtype: str) -> dict[str, Any]:
    if kind == "Send":
        return {"send": {}}
    if kind == "Reject":
        return {"reject": {"reason": "Bad content"}}
    known = "Suppressed" if subtype == "OnAccountSuppressionList" else subtype
    details = hooks.attribute(SES, "_notification_detail")
    detail: dict[str, Any] = details(kind, recipients[0], _timestamp(), known or None)
    if subtype:
        detail["bounce"]["bounceSubType"] = subtype
    return detail


def _timestamp() -> str:
    return f"{CLOCK.moment():%Y-%m-%dT%H:%M:%S}.000Z"
