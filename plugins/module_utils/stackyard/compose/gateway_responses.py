"""Writes out the answers that an API's gateway makes itself, so that all of them wear the envelope of the functions'.

API Gateway makes some seventeen of them, each a resource of nine lines. A frame says in one place what their body looks
like and the words that are its own:

    Metadata:
      Stackyard:
        GatewayResponses:
          Body: {code: "{status}", body: "{detail}"}
          Details: {THROTTLED: Wait a few seconds.}
          Statuses: {REQUEST_TOO_LARGE: 400}
          ContentType: application/problem+json

``{status}``, ``{title}`` (the status in words) and ``{detail}`` are filled in here; statuses and details that are not
named are the kit's. API Gateway only replaces variables in such a body, without any escaping, so nothing may stand in
it that a client sent: other variables are refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .frame_settings import GATEWAY_RESPONSES, mapping
from .gateway import REST_API, type_of
from .model import Document

_SERVER_FAILED = "The server failed. Try again in a minute."
_NO_SUCH_CALL = "There is no such call. Check the method and the path."


@dataclass(frozen=True)
class _Answer:
    """An answer's status and words, unless the frame says otherwise; ``like``: another one whose words it shares."""

    status: int
    detail: str
    like: str = ""


_ANSWERS = {
    "ACCESS_DENIED": _Answer(403, "You may not make this call."),
    "API_CONFIGURATION_ERROR": _Answer(500, _SERVER_FAILED, like="DEFAULT_5XX"),
    "BAD_REQUEST_BODY": _Answer(400, "The body is no JSON object with the fields of this call."),
    "BAD_REQUEST_PARAMETERS": _Answer(400, "The request is not complete ($context.error.message)."),
    "DEFAULT_4XX": _Answer(400, "The request is refused. Check its path, its headers and its body."),
    "DEFAULT_5XX": _Answer(500, _SERVER_FAILED),
    "INTEGRATION_FAILURE": _Answer(502, _SERVER_FAILED, like="DEFAULT_5XX"),
    "INTEGRATION_TIMEOUT": _Answer(504, _SERVER_FAILED, like="DEFAULT_5XX"),
    "INVALID_API_KEY": _Answer(403, "The API key is missing or unknown. Send yours in the header x-api-key."),
    # What the gateway says of a path or method that it does not know.
    "MISSING_AUTHENTICATION_TOKEN": _Answer(404, _NO_SUCH_CALL),
    "QUOTA_EXCEEDED": _Answer(429, "The quota of your API key is used up."),
    "REQUEST_TOO_LARGE": _Answer(413, "The request is too large."),
    "RESOURCE_NOT_FOUND": _Answer(404, _NO_SUCH_CALL, like="MISSING_AUTHENTICATION_TOKEN"),
    "THROTTLED": _Answer(429, "Too many requests. Wait a few seconds and try again."),
    "UNAUTHORIZED": _Answer(401, "The request is not authorised. Send your API key in the header x-api-key."),
    "UNSUPPORTED_MEDIA_TYPE": _Answer(415, "The content type is not taken. Send application/json."),
    "WAF_FILTERED": _Answer(403, "The request was filtered out."),
}
_WORDS = ("Body", "ContentType", "Details", "Statuses")
_JSON = "application/json"  # the gateway takes this template whatever a client accepts
_PLACEHOLDER = re.compile(r"\{[a-z]*\}")
_PLACEHOLDERS = frozenset({"{status}", "{title}", "{detail}"})
_VARIABLE = re.compile(r"\$[\w.]*")
# What the gateway itself knows. Everything else (path, headers, most messages) may repeat what a client sent.
_OWN = frozenset(
    f"$context.{name}"
    for name in (
        "apiId", "error.responseType", "extendedRequestId", "requestId", "requestTime", "requestTimeEpoch", "stage",
    )
)  # fmt: skip
_MESSAGE = "$context.error.message"
_NAMES_OUR_PARAMETERS = frozenset({"BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS"})


def add_gateway_responses(frame: Section, settings: Section, faults: Faults) -> None:
    """Add the answers that ``settings`` ask for to the frame's resources; what is wrong is noted in ``faults``."""
    wanted = mapping(settings, GATEWAY_RESPONSES, _WORDS, faults)
    if wanted is None:
        return
    before = len(faults.errors)
    line = settings.lines[GATEWAY_RESPONSES]
    api = _rest_api(frame, f"{frame.name}:{line}", faults)
    _check(wanted, faults)
    if len(faults.errors) > before:
        return
    resources = frame["Resources"]
    for kind in _ANSWERS:
        name = "".join(word.capitalize() for word in kind.split("_")) + "Response"
        if name in resources:
            given, remedy = f"{GATEWAY_RESPONSES} makes it, too", "remove it, or take the other back"
            faults.add(
                f"the name {name} is compose's own", place=frame.place("Resources", name), given=given, remedy=remedy
            )
            continue
        resources[name] = _response(kind, api, wanted)
        if isinstance(resources, Section):
            resources.lines[name] = line


def _rest_api(frame: Section, place: str, faults: Faults) -> str:
    resources = frame.get("Resources")
    names = [name for name, one in resources.items() if type_of(one) == REST_API] if isinstance(resources, dict) else []
    if len(names) == 1:
        return str(names[0])
    remedy = f"declare exactly one {REST_API} in this frame"
    faults.add(
        "there is no one API that answers", place=place, given=f"APIs: {', '.join(names) or 'none'}", remedy=remedy
    )
    return ""


def _response(kind: str, api: str, wanted: Section) -> Document:
    status, detail = _status(kind, wanted), _detail(kind, wanted)
    body = _filled(wanted["Body"], {"{status}": status, "{title}": HTTPStatus(status).phrase, "{detail}": detail})
    media_type = wanted.get("ContentType", _JSON)
    properties: Document = {"RestApiId": {"Ref": api}, "ResponseType": kind, "StatusCode": str(status)}
    if media_type != _JSON:
        properties["ResponseParameters"] = {"gatewayresponse.header.Content-Type": f"'{media_type}'"}
    properties["ResponseTemplates"] = {_JSON: json.dumps(body)}
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}


def _status(kind: str, wanted: Section) -> int:
    return int(wanted.get("Statuses", {}).get(kind, _ANSWERS[kind].status))


def _detail(kind: str, wanted: Section) -> str:
    details, answer = wanted.get("Details", {}), _ANSWERS[kind]
    return str(details.get(kind) or details.get(answer.like) or answer.detail)


def _filled(value: Any, words: dict[str, Any]) -> Any:
    """Fill the placeholders in; a text that is nothing but one becomes its value, as ``"{status}"`` a number."""
    if isinstance(value, dict):
        return {name: _filled(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    if not isinstance(value, str):
        return value
    return words[value] if value in words else _PLACEHOLDER.sub(lambda found: str(words[found.group()]), value)


def _check(wanted: Section, faults: Faults) -> None:
    body, place = wanted.get("Body"), wanted.place("Body")
    if not isinstance(body, dict) or not body:
        remedy = 'write what an answer looks like, as in `Body: {status: "{status}", detail: "{detail}"}`'
        faults.add("the answers have no body", place=place, given=str(body)[:80], remedy=remedy)
    for text in _texts(body):
        for found in set(_PLACEHOLDER.findall(text)) - _PLACEHOLDERS:
            faults.add(
                "nothing is known to fill in",
                place=place,
                given=found,
                remedy=f"use {', '.join(sorted(_PLACEHOLDERS))}",
            )
        _check_variables(text, _OWN, place, faults)
    _check_media_type(wanted, faults)
    for kind, detail in _entries(wanted, "Details", faults):
        own = _OWN | ({_MESSAGE} if kind in _NAMES_OUR_PARAMETERS else frozenset())
        _check_text(detail, own, wanted.place("Details", kind), faults)
    for kind, status in _entries(wanted, "Statuses", faults):
        if status not in _STATUSES or isinstance(status, bool):
            remedy = "write an HTTP status of 400 to 599"
            faults.add(
                "is no status of an error", place=wanted.place("Statuses", kind), given=str(status), remedy=remedy
            )


_STATUSES = frozenset(status.value for status in HTTPStatus if status.value >= HTTPStatus.BAD_REQUEST)


def _entries(wanted: Section, name: str, faults: Faults) -> list[tuple[str, Any]]:
    entries = wanted.get(name, {})
    if not isinstance(entries, dict):
        faults.add(
            f"{name} is no mapping",
            place=wanted.place(name),
            given=str(entries)[:80],
            remedy=f"write `{name}: {{THROTTLED: ...}}`",
        )
        return []
    for kind in entries:
        if kind not in _ANSWERS:
            remedy = f"use {', '.join(_ANSWERS)}"
            faults.add("the gateway makes no such answer", place=wanted.place(name, kind), given=kind, remedy=remedy)
    return [(kind, value) for kind, value in entries.items() if kind in _ANSWERS]


def _check_text(text: Any, own: frozenset[str], place: str, faults: Faults) -> None:
    if isinstance(text, str) and text:
        _check_variables(text, own, place, faults)
    else:
        faults.add("is no text", place=place, given=str(text)[:80], remedy="say in words what is wrong and what to do")


def _check_media_type(wanted: Section, faults: Faults) -> None:
    given = wanted.get("ContentType", _JSON)
    if not isinstance(given, str) or not re.fullmatch(r"[a-z]+/([a-z.-]+\+)?json", given):
        remedy = "write application/json, application/problem+json or another kind of JSON"
        faults.add(
            "the answers are JSON, and this is none",
            place=wanted.place("ContentType"),
            given=str(given)[:80],
            remedy=remedy,
        )


def _check_variables(text: str, own: frozenset[str], place: str, faults: Faults) -> None:
    for found in _VARIABLE.findall(text):
        if found in own:
            continue
        if found.rstrip(".") in own:
            remedy = "put something else between the variable and the full stop, which would be taken for a part of it"
        else:
            remedy = f"leave it out: it might repeat what a client sent. Safe are {', '.join(sorted(own))}"
        faults.add("this variable cannot stand in an answer of the gateway", place=place, given=found, remedy=remedy)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
