"""Publishes the OpenAPI document of an API with the API itself, at a path of its own that needs no key.

A frame asks for it: ``Metadata: {Stackyard: {OpenApi: {Path: /v1/openapi.json}}}``. No function serves it: the gateway
answers by itself, by a mock integration whose template is the document. To the gateway ``$`` and ``#`` begin something
to work out. In JSON both stand in texts only and can be written as numbers there, so that nothing is left to work out.

The document names the server that it came from. Compose does not know that address, so the stack gets the parameter
``ApiUrlPattern`` (``stack_common_parameters``), and an output ``OpenApiUrl`` that says where the document is.
"""

from __future__ import annotations

import json
from typing import Any

from ..faults import Faults
from ..templates.documents import Section
from .frame_settings import OPEN_API, PLACE, mapping
from .gateway import REST_API, id_of, path_resources, type_of
from .merge import in_order
from .model import Document

PATTERN, OUTPUT = "ApiUrlPattern", "OpenApiUrl"
_API_ID = "{api_id}"
_SERVER = "stackyard:server"  # stands for the address until the document is cut in two there
_LARGEST = 300 * 1024  # bytes of a mapping template
_STAGE = "AWS::ApiGateway::Stage"
_ANYBODYS = "method.response.header.Access-Control-Allow-Origin"


def wanted_path(settings: Section, faults: Faults) -> str:
    """Give the path at which a frame wants the document, "" for none; a faulty one is noted in ``faults``."""
    wanted = mapping(settings, OPEN_API, ("Path",), faults)
    if wanted is None:
        return ""
    path = wanted.get("Path")
    if isinstance(path, str) and path.startswith("/") and all(path.split("/")[1:]) and "{" not in path:
        return path
    remedy = "write a path without variable parts, such as `Path: /v1/openapi.json`"
    faults.add("cannot be the path of the document", place=wanted.place("Path"), given=repr(path)[:80], remedy=remedy)
    return ""


def with_publication(document: Document, openapi: Document, path: str, frame: Section, faults: Faults) -> Document:
    """Give a stack's merged document with its API telling ``openapi`` at ``path``.

    What it cannot do without is noted in ``faults``.
    """
    place = frame.place(*PLACE, OPEN_API)
    resources = document["Resources"]
    apis = [name for name, resource in resources.items() if type_of(resource) == REST_API]
    stages = [resource.get("Properties", {}) for resource in resources.values() if type_of(resource) == _STAGE]
    text = _text(openapi)
    if len(apis) != 1 or len(stages) != 1 or "StageName" not in stages[0]:
        given = f"APIs: {len(apis)}, stages: {len(stages)}"
        remedy = f"declare one {REST_API} and one {_STAGE} with a StageName in this stack"
        faults.add("there is no one API that could be described", place=place, given=given, remedy=remedy)
    elif len(text) > _LARGEST:
        remedy = "shorten descriptions: a mapping template of API Gateway may have 300 KB"
        faults.add(
            "the OpenAPI document is too large to be published",
            place=place,
            given=f"{len(text):,} bytes",
            remedy=remedy,
        )
    else:
        server = {"Fn::Join": ["", [*_base(apis[0]), "/", stages[0]["StageName"]]]}
        return _joined(document, _sections(path, apis[0], text, server), frame, faults)
    return document


def _joined(document: Document, made: dict[str, Document], frame: Section, faults: Faults) -> Document:
    """Add sections to a template; a name that stands there already is noted in ``faults``."""
    joined = dict(document)
    for section, entries in made.items():
        there = document.get(section, {})
        for name in sorted(set(entries) & set(there)):
            given, remedy = f"{OPEN_API} makes it, too", "rename it"
            faults.add(
                f"the name {name} is compose's own", place=frame.place(section, name), given=given, remedy=remedy
            )
        joined[section] = there | entries
    return in_order(joined)


def _sections(path: str, api: str, text: str, server: Any) -> dict[str, Document]:
    described = f"Where REST APIs are called; {_API_ID} stands for the id of one"
    url = {"Description": "Where the API describes itself", "Value": {"Fn::Join": ["", [server, path]]}}
    return {
        "Parameters": {PATTERN: {"Type": "String", "Description": described}},
        "Resources": path_resources(path, api) | {f"{id_of(path)}GetMethod": _method(path, api, text, server)},
        "Outputs": {OUTPUT: url},
    }


def _base(api: str) -> list[Document]:
    """Give the parts of the address of an API, without its stage."""
    around = {"Fn::Split": [_API_ID, {"Ref": PATTERN}]}
    return [{"Fn::Select": [0, around]}, {"Ref": api}, {"Fn::Select": [1, around]}]


def _text(openapi: Document) -> str:
    ordered = {"openapi": openapi["openapi"], "info": openapi["info"], "servers": [{"url": _SERVER}]}
    text = json.dumps(ordered | {name: openapi[name] for name in openapi if name not in ordered}, separators=(",", ":"))
    return text.replace("$", "\\u0024").replace("#", "\\u0023")


def _method(path: str, api: str, text: str, server: Any) -> Document:
    before, after = text.split(_SERVER)
    answer = {
        "StatusCode": "200",
        "ResponseParameters": {_ANYBODYS: "'*'"},  # pages of any origin may show it: it says nothing secret
        "ResponseTemplates": {"application/json": {"Fn::Join": ["", [before, server, after]]}},
    }
    skip = {"id": "CKV_AWS_59", "comment": "a description of the API, for whoever wants to call it"}
    return {
        "Type": "AWS::ApiGateway::Method",
        "Metadata": {"checkov": {"skip": [skip]}},
        "Properties": {
            "RestApiId": {"Ref": api},
            "ResourceId": {"Ref": id_of(path, "Resource")},
            "HttpMethod": "GET",
            "AuthorizationType": "NONE",
            "ApiKeyRequired": False,
            "Integration": {
                "Type": "MOCK",
                "PassthroughBehavior": "WHEN_NO_TEMPLATES",
                "RequestTemplates": {"application/json": '{"statusCode": 200}'},
                "IntegrationResponses": [answer],
            },
            "MethodResponses": [{"StatusCode": "200", "ResponseParameters": {_ANYBODYS: False}}],
        },
    }
