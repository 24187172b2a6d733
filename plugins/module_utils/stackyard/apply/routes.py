"""Takes removed routes off the stage of an API.

A deployment of API Gateway is a snapshot, and CloudFormation removes resources only after it made and changed all the
others: the new deployment of an update that removes a method still holds that method, and goes on serving it, without
its function. So such an update is followed by a second one with one more deployment. Until that is done, the stack's
digest says so, and a run after an interrupted one takes it up.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..plan.model import DIGEST_TAG, StackState
from ..plan.template import Template
from .asking import ask
from .change_set import Request
from .workshop import Workshop

_SERVED = frozenset({"AWS::ApiGateway::Method", "AWS::ApiGateway::Resource", "AWS::ApiGateway::GatewayResponse"})
_DEPLOYMENT = re.compile(r"ApiDeployment[0-9a-f]{12}")  # as compose names it, by its content
_NOT_YET = "-routes-removed"


def steps(workshop: Workshop, request: Request, state: StackState | None) -> list[Request]:
    """What to request of CloudFormation, one after the other, to bring about ``request``."""
    deployment = next(filter(_DEPLOYMENT.fullmatch, request.template.document["Resources"]), "")
    if state is None or not deployment:
        return [request]
    again = replace(request, template=_renamed(request.template, deployment))
    mark = f"{request.tags[DIGEST_TAG]}{_NOT_YET}"
    if state.tags.get(DIGEST_TAG) == mark:
        return [again]
    if not removed_routes(workshop, request.template, state):
        return [request]
    return [replace(request, tags={**request.tags, DIGEST_TAG: mark}), again]


def removed_routes(workshop: Workshop, template: Template, state: StackState) -> list[str]:
    """Logical ids of what the stack's API serves and the template has no more."""
    listing = workshop.cloudformation.get_paginator("list_stack_resources")
    pages = ask(workshop, lambda: list(listing.paginate(StackName=state.name)))
    return [
        resource["LogicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] in _SERVED and resource["ResourceStatus"] != "DELETE_COMPLETE"
        if resource["LogicalResourceId"] not in template.document["Resources"]
    ]


def _renamed(template: Template, deployment: str) -> Template:
    """The same template with its deployment under another logical id, which makes CloudFormation deploy once more."""
    return Template.parse(template.body.replace(deployment, f"{deployment}Again"), template.path)
