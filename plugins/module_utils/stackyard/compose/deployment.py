"""Makes a new API Gateway deployment whenever, and only when, the API has changed.

A deployment is a snapshot: a stage serves what was there when its deployment was made. CloudFormation makes a new one
only under a new logical id, so the id carries a digest of everything that a deployment snapshots. Frames say
``!Ref ApiDeployment`` and need not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from ..faults import Faults
from .gateway import REST_API, type_of
from .model import Document
from .references import renamed

DEPLOYMENT = "ApiDeployment"
_WAITED_FOR = frozenset({"AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse"})
_DEPLOYED = _WAITED_FOR | {
    REST_API,
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Authorizer",
}
_DIGITS = 12


def with_deployment(document: Document, place: str, faults: Faults, permissions: Collection[str] = ()) -> Document:
    """Give the document with its deployment made and every ``ApiDeployment`` referring to it.

    ``place`` is the frame's file. ``permissions`` are the resources that let the API call its functions: no stage may
    serve a method before they are there, also where a method begins to call something else. A reference without
    methods, and methods without one, are noted in ``faults``.
    """
    resources = document.get("Resources", {})
    methods = [name for name, resource in resources.items() if type_of(resource) == "AWS::ApiGateway::Method"]
    apis = [name for name, resource in resources.items() if type_of(resource) == REST_API]
    referred = _refers(document)
    if not referred and not methods:
        return document
    if not referred and DEPLOYMENT not in resources and not _has_own_deployment(resources):
        remedy = f"write `DeploymentId: !Ref {DEPLOYMENT}` in the stage of the frame"
        faults.add("no stage serves the API", place=place, given=f"methods: {', '.join(methods)}", remedy=remedy)
    if not referred or DEPLOYMENT in resources:
        return document
    if not methods or len(apis) != 1:
        given = f"methods: {', '.join(methods) or 'none'}; APIs: {', '.join(apis) or 'none'}"
        remedy = f"declare one {REST_API}, and a function with an openapi.yaml in this stack"
        faults.add(f"refers to {DEPLOYMENT}, but there is nothing to deploy", place=place, given=given, remedy=remedy)
        return document
    digest = _digest(resources)
    deployed: Document = renamed(document, DEPLOYMENT, f"{DEPLOYMENT}{digest}")
    deployed["Resources"][f"{DEPLOYMENT}{digest}"] = {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": sorted(
            {name for name, resource in resources.items() if type_of(resource) in _WAITED_FOR} | set(permissions)
        ),
        "Properties": {"RestApiId": {"Ref": apis[0]}, "Description": f"content {digest}"},
    }
    return deployed


def _has_own_deployment(resources: Document) -> bool:
    return any(type_of(resource) == "AWS::ApiGateway::Deployment" for resource in resources.values())


def _digest(resources: Document) -> str:
    deployed = {name: resource for name, resource in resources.items() if type_of(resource) in _DEPLOYED}
    return hashlib.sha256(json.dumps(deployed, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def _refers(document: Document) -> bool:
    return bool(renamed(document, DEPLOYMENT, "") != document)
