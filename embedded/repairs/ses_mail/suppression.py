"""The account's suppression list: its API, and whom it keeps from being mailed.

On AWS a mail to a listed address is accepted, not sent and reported as a bounce of subtype `OnAccountSuppressionList`
(Amazon SES Developer Guide, Using the account-level suppression list). A configuration set's SuppressionOptions say
which reasons count for its mails; without them the account's do, both by default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from embedded import hooks
from embedded.clock import CLOCK
from embedded.repairs.ses_mail.parsing import Mail

SES, SES_V2 = "ministack.services.ses", "ministack.services.ses_v2"
_REASONS = ["BOUNCE", "COMPLAINT"]
_LIST = "/v2/email/suppression/addresses"
_SIMULATOR = "@simulator.amazonses.com"


def apply() -> None:
    """Answers the list's API calls, which MiniStack does not have."""
    hooks.wrap(SES_V2, "handle_request", _with_list)


def bounce(address: str, mail: Mail) -> str | None:
    """The bounce subtype of a recipient who cannot be reached, or None."""
    if address.endswith(_SIMULATOR):
        mailbox = re.split(r"[+@]", address)[0]  # labels, as in bounce+student01@..., are allowed
        return {"bounce": "General", "suppressionlist": "Suppressed"}.get(mailbox)
    listed = _listed().get(address.lower())
    return "OnAccountSuppressionList" if listed and listed["Reason"] in _reasons(mail.configuration_set) else None


def complains(address: str) -> bool:
    """Whether a recipient marks every mail as spam."""
    return address.endswith(_SIMULATOR) and address.startswith("complaint")


def _listed() -> dict[str, dict[str, Any]]:
    # Beside the account's details, because MiniStack saves those.
    stored: dict[str, dict[str, Any]] = hooks.attribute(SES, "_account_details").setdefault("suppressed", {})
    return stored


def _reasons(configuration_set: str) -> list[str]:
    record = hooks.attribute(SES_V2, "_config_sets").get(configuration_set) or {}
    options = record.get("SuppressionOptions")
    if options is not None:
        return list(options.get("SuppressedReasons") or [])
    account = hooks.attribute(SES, "_account_details").get("suppression") or {"SuppressedReasons": _REASONS}
    return list(account.get("SuppressedReasons") or [])


def _with_list(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def handle(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
        if path == "/v2/email/account/suppression" and method == "PUT":
            hooks.attribute(SES, "_account_details")["suppression"] = json.loads(body or b"{}")
            return _answer({})
        if path == _LIST:
            return _put(json.loads(body)) if method == "PUT" else _answer({"SuppressedDestinationSummaries": _all()})
        if path.startswith(f"{_LIST}/"):
            return _one(method, unquote(path.removeprefix(f"{_LIST}/")).lower())
        answer = await original(method, path, headers, body, query_params)
        if path == "/v2/email/account" and method == "GET":
            account = {**json.loads(answer[2]), "SuppressionAttributes": {"SuppressedReasons": _reasons("")}}
            return _answer(account)
        return answer

    return handle


def _all() -> list[dict[str, Any]]:
    return list(_listed().values())


def _put(request: dict[str, Any]) -> Any:
    if request.get("Reason") not in _REASONS:
        return hooks.attribute(SES_V2, "_json_err")("BadRequestException", "Reason must be BOUNCE or COMPLAINT")
    address = str(request["EmailAddress"]).lower()
    _listed()[address] = {"EmailAddress": address, "Reason": request["Reason"], "LastUpdateTime": CLOCK.now()}
    return _answer({})


def _one(method: str, address: str) -> Any:
    if address not in _listed():
        message = f"Email address {address} does not exist on your suppression list."
        return hooks.attribute(SES_V2, "_json_err")("NotFoundException", message, 404)
    if method == "DELETE":
        del _listed()[address]
        return _answer({})
    return _answer({"SuppressedDestination": _listed()[address]})


def _answer(document: dict[str, Any]) -> Any:
    return hooks.attribute(SES_V2, "json_response")(document)
