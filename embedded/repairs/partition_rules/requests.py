"""Requests that no endpoint of this partition would answer: signed for another partition, or for an absent service.

Hook: `ministack.app.app`, from outside.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from embedded import hooks
from embedded.control import Application, Receive, Scope, Send
from embedded.partition import HERE
from embedded.repairs.partition_rules._answers import Answer, answer, lacking, place

_SCOPE = re.compile(r"[^/=,\s]+/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_SES_V2 = "/v2/email/"


def apply() -> None:
    """Looks at what each request is signed for before anything else of MiniStack sees it."""
    hooks.wrap("ministack.app", "app", _only_of_this_partition)


def _only_of_this_partition(application: Application) -> Application:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        refused = _refusal(scope) if scope["type"] == "http" else None
        if refused is None:
            await application(scope, receive, send)
            return
        status, headers, body = refused
        listed = [(name.lower().encode(), text.encode()) for name, text in headers.items()]
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*listed, length]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return serve


def _refusal(scope: Scope) -> Answer | None:
    headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
    signed = _SCOPE.search(_credential(headers, scope.get("query_string", b"")))
    if signed is None:
        return None
    service, region = signed["service"], signed["region"]
    if service == "ses" and scope["path"].startswith(_SES_V2):
        service = "sesv2"
    if not HERE.has_region(region):
        return _of_another_partition(service, region, headers)
    name = lacking(region).services.get(signed["service"])
    if name is None:
        return None
    told = f"{name}{' v2' if service == 'sesv2' else ''} is not available in {place(region)}"
    return answer(service, 400, "ServiceNotAvailable", told, headers)


def _credential(headers: dict[str, str], query: bytes) -> str:
    given = headers.get("authorization", "")
    if given.startswith("AWS4-HMAC-SHA256"):
        return given
    parameters: dict[str, Any] = parse_qs(query.decode("latin-1"))
    return str((parameters.get("X-Amz-Credential") or [""])[0])


def _of_another_partition(service: str, region: str, headers: dict[str, str]) -> Answer:
    told = f"the region '{region}' is wrong: this account is in {HERE.name}; expecting '{HERE.region}' or another of it"
    if service == "s3":
        malformed = f"The authorization header is malformed; {told}"
        return answer(service, 400, "AuthorizationHeaderMalformed", malformed, headers)
    return answer(
        service, 403, "SignatureDoesNotMatch", f"Credential should be scoped to a valid region; {told}", headers
    )
