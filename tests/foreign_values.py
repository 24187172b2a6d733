"""Finds what belongs to another partition or region in the values of an evaluated template.

Facts about partitions come from botocore, types from cfn-lint; what services lack, a partition's capabilities tell.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from stackyard.templates.evaluated import Pseudo

_ARN = re.compile(r"\barn:(aws[a-z-]*):")
_HOST = re.compile(
    r"(?<![\w-])(?:[\w*${}-]+\.)*(?:amazonaws(?:\.com|\.eu)(?:\.cn)?|api\.aws|on\.aws|c2s\.ic\.gov)\b", re.I
)
_CONSOLE = re.compile(r"console\.(?:aws\.amazon\.com|amazonaws[\w-]*\.\w+|aws\.eu)", re.I)
# Where people of the commercial partition log in, and where its distributions answer.
_ELSEWHERE = re.compile(r"\bsignin\.aws\.amazon\.com\b|\bawsapps\.com\b|\bcloudfront\.net\b", re.I)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_PRINCIPAL = re.compile(r"[a-z0-9-]+\.amazonaws\.com")
_WITH_ENDPOINTS = {"AWS::ApiGateway::DomainName", "AWS::ApiGateway::RestApi"}
_MODERN_PROPERTIES = ("CachePolicyId", "OriginAccessControlId", "FunctionAssociations", "ResponseHeadersPolicyId")
# Types that no partition but the commercial one is known to have, whatever cfn-lint's schemas say.
_NOWHERE_BUT_THERE = {"AWS::Lambda::Url", "AWS::Lambda::CodeSigningConfig", "AWS::Cognito::UserPool"}


@dataclass(frozen=True)
class Place:
    """Where templates go: ``capabilities`` are an environment's settings of group_vars/aws*.yml."""

    pseudo: Pseudo
    capabilities: Mapping[str, Any]


def foreign_values(entries: Mapping[str, Any], place: Place) -> list[str]:
    """Give everything in evaluated resources or outputs that is not of this place, as ``path: what``."""
    found = [f"{'/'.join(path)}: {what}" for path, text in texts(entries) for what in foreign_in(path, text, place)]
    return found + [f"{name}: {what}" for name, one in entries.items() for what in missing_there(one, place)]


def texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every text with the path to it, keys included, and what stands in texts that are JSON or Base64."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield path, str(key)
            yield from texts(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*path, str(number)))
    else:
        yield path, str(value)
        yield from texts(_inside(str(value)), path)


def _inside(text: str) -> Any:
    """What a text holds: a document in JSON, whatever was made Base64, or nothing more."""
    with suppress(ValueError):
        if text.lstrip().startswith(("{", "[")):
            return json.loads(text)
        if _BASE64.fullmatch(text):
            return base64.b64decode(text).decode()
    return {}


def foreign_in(path: tuple[str, ...], text: str, place: Place) -> Iterator[str]:
    """Tell what in one text names another place."""
    pseudo = place.pseudo
    yield from (found[0] for found in _ARN.finditer(text) if found[1] != pseudo.partition)
    for found in _HOST.finditer(text):
        if not _is_own_host(found[0], path, text, pseudo):
            yield found[0]
    yield from (found[0] for found in _CONSOLE.finditer(text) if found[0] != place.capabilities["console_host"])
    if pseudo.partition != "aws":
        yield from (found[0] for found in _ELSEWHERE.finditer(text))
    yield from (found[1] for found in regions().finditer(text) if found[1] != pseudo.region)


def _is_own_host(host: str, path: tuple[str, ...], text: str, pseudo: Pseudo) -> bool:
    """Principals of services are spelt alike in every partition; all other hosts end as the partition says."""
    if {"Principal", "Service", "iam:PassedToService"} & {*path}:
        return host == text and _PRINCIPAL.fullmatch(host) is not None
    return host == pseudo.url_suffix or host.endswith(f".{pseudo.url_suffix}")


def missing_there(entry: Mapping[str, Any], place: Place) -> Iterator[str]:
    """Tell what a resource asks for that the place has not."""
    kind, properties, has = str(entry.get("Type", "")), entry.get("Properties") or {}, place.capabilities
    if kind in _WITH_ENDPOINTS and properties.get("EndpointConfiguration", {}).get("Types") != ["REGIONAL"]:
        yield "an endpoint that is not REGIONAL"
    if not has["tracing_available"]:
        yield from _traces(kind, properties)
    if has["mail_transport"] != "ses":
        yield from _sends_by_ses(kind, properties)
    if has["architecture"] != "arm64" and "arm64" in properties.get("Architectures", []):
        yield "arm64"
    if has["cloudfront_form"] != "modern":
        yield from _is_modern(kind, properties)
    if kind.startswith("AWS::") and kind not in types_of(place.pseudo.region):
        yield f"{kind}, which the region does not have"
    elif kind in _NOWHERE_BUT_THERE and place.pseudo.partition != "aws":
        yield kind


def _traces(kind: str, properties: Mapping[str, Any]) -> Iterator[str]:
    switches = (("TracingConfig", "Mode"), ("TracingConfiguration", "Enabled"))
    for name, key in switches:
        if str((properties.get(name) or {}).get(key)).lower() in {"active", "true"}:
            yield f"{name}.{key}"
    if str(properties.get("TracingEnabled")).lower() == "true":
        yield "TracingEnabled"
    yield from _named(kind, properties, "AWS::XRay::", "xray:")


def _sends_by_ses(kind: str, properties: Mapping[str, Any]) -> Iterator[str]:
    # A role may be allowed to look for identities where there are none: who sweeps asks everywhere.
    yield from _named(kind, properties, "AWS::SES::", "ses:Send", "ses.")


def _is_modern(kind: str, properties: Mapping[str, Any]) -> Iterator[str]:
    yield from _named(
        kind, properties, "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::Function", *_MODERN_PROPERTIES
    )


def _named(kind: str, properties: Mapping[str, Any], *beginnings: str) -> Iterator[str]:
    yield from (text for text in (kind, *(text for _, text in texts(properties))) if text.startswith(beginnings))


@cache
def regions() -> re.Pattern[str]:
    """Every region of every partition that botocore knows."""
    session = botocore.session.get_session()
    known = {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("cloudformation", partition_name=partition)
    }
    return re.compile(rf"(?<![a-zA-Z])({'|'.join(sorted(known, key=len, reverse=True))})(?!\d)")


@cache
def types_of(region: str) -> frozenset[str]:
    """Every type of resource that cfn-lint knows in a region."""
    spec = importlib.util.find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    schemas = json.loads((Path(spec.origin).parent / f"data/schemas/providers/{region}.json").read_text())
    return frozenset(schemas)
