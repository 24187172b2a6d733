"""Sending mail is authorised on the identity and the configuration set that it uses.

Stock MiniStack asks every `ses:Send...` of a role on the resource `*`, so a policy that names an identity's ARN, as it
should, denies wrongly. AWS asks for the sender's identity (the address when that is an identity, else its domain), for
the configuration set and for the template, all of which must be allowed; it knows `ses:FromAddress`,
`ses:FromDisplayName` and `ses:Recipients` as conditions; and it asks for `ses:SendRawEmail` when the content is raw, in
version 2 of the API, too. Not emulated: sending authorisation across accounts.

Hooks: `core.iam_actions.extract_iam_action`, `.extract_resource_arn`, `core.iam_evaluator.enforce`.
"""

from __future__ import annotations

import contextvars
from typing import Any

from embedded import hooks
from embedded.mail_authorization import Sending, read_query, read_v2
from embedded.partition import HERE

_ACTIONS = "ministack.core.iam_actions"
_OUTBOUND = "/v2/email/outbound-emails"

_sending: contextvars.ContextVar[Sending | None] = contextvars.ContextVar("sending", default=None)


def apply() -> None:
    """Hooks what a request asks for, and the decision about it."""
    hooks.wrap(_ACTIONS, "extract_iam_action", _naming_raw_content)
    hooks.wrap(_ACTIONS, "extract_resource_arn", _naming_identities)
    hooks.wrap("ministack.core.iam_evaluator", "enforce", _deciding_all)


def _naming_raw_content(original: Any) -> Any:
    def action(service: str, *request: Any) -> Any:
        found = original(service, *request)
        _sending.set(None)
        if service == "ses" and found is not None:
            sending = _read(request, found)
            _sending.set(sending)
            return sending.action if sending else found
        return found

    return action


def _read(request: tuple[Any, ...], action: str) -> Sending | None:
    method, path, _headers, body, query = request
    if method == "POST" and path.rstrip("/") == _OUTBOUND:
        return read_v2(body)
    return read_query(query, action)


def _naming_identities(original: Any) -> Any:
    def arn(service: str, *request: Any) -> Any:
        sending = _sending.get() if service == "ses" else None
        if sending is None:
            return original(service, *request)
        region, account = request[-2:]
        return sending.resources(f"{HERE.arns}:ses:{region}:{account}", _is_identity)[0]

    return arn


def _is_identity(name: str) -> bool:
    stores = (hooks.attribute(f"ministack.services.{module}", "_identities") for module in ("ses", "ses_v2"))
    return any(name in store for store in stores)


def _deciding_all(original: Any) -> Any:
    def enforce(access_key_id: str, action: str, service: str, region: str, **named: Any) -> Any:
        sending = _sending.get()
        if sending is None or sending.action != action:
            return original(access_key_id, action, service, region, **named)
        account = hooks.attribute("ministack.core.responses", "get_account_id")()
        named["service_context"] = {**(named.get("service_context") or {}), **sending.conditions}
        for resource in sending.resources(f"{HERE.arns}:ses:{region}:{account}", _is_identity):
            denied = original(access_key_id, action, service, region, **{**named, "resource_arn": resource})
            if denied is not None:
                return denied
        return None

    return enforce
