"""An API at edge locations: API Gateway has none in China, and makes an API that says nothing one of these."""

from __future__ import annotations

from collections.abc import Iterator

from .capability import always, equals
from .document import Document, Resource
from .rule import Found, KitRule
from .settled import entries

_KINDS = ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::DomainName")


class EdgeEndpoint(KitRule):
    """Flags REST APIs and their domain names that are, or may be, at edge locations."""

    id = "E9103"
    shortdesc = "An API without a regional endpoint is made at edge locations, which China does not have"
    remedy = "write `EndpointConfiguration: {Types: [REGIONAL]}`"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the endpoint types of every API and domain name."""
        for resource in document.resources(*_KINDS):
            yield from self._of(document, resource)

    def _of(self, document: Document, resource: Resource) -> Iterator[Found]:
        said = [one for one in document.possible(resource, "EndpointConfiguration", "Types") if one.value != []]
        if not said:
            yield Found(resource.path, f"{resource.name} does not say where its endpoint is, which means EDGE")
        for one in said:
            edges = [kind for kind in entries(one) if always(document, kind.value, equals("EDGE"))]
            if any(not document.is_guarded(kind) for kind in edges):
                yield Found(one.path, f"{resource.name} has its endpoint at edge locations")
