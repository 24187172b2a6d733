"""``GET /v1/files``, ``GET /v1/files/{id}``, ``GET /v1/stats``: what the catalogue knows.

One function serves all three: they need the same permissions, and a warm one answers them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from lambda_kit.requests import Request

from gearbox.api import readers
from gearbox.api.fields import query_fields
from gearbox.api.problems import Answer, FieldError, Problem
from gearbox.api.views import listed, whole
from gearbox.catalogue.cursor import BadCursor
from gearbox.catalogue.listing import Listing, Question
from gearbox.catalogue.noting import Records
from gearbox.kinds.names import KINDS

USUAL_PAGE = 50


@dataclass(frozen=True)
class Catalogue:
    """The catalogue, for reading."""

    table: Records
    listing: Listing

    def call(self, resource: str) -> Callable[[Request], Answer]:
        """Give what answers calls of a path of the API, as the gateway writes it ("/v1/files/{id}")."""
        return {"/v1/files": self.files, "/v1/files/{id}": self.file, "/v1/stats": self.stats}[resource]

    def files(self, request: Request) -> Answer:
        """Answer with a page of files. Raises ``Problem``."""
        asked = query_fields(
            request,
            {
                "state": readers.state,
                "kind": readers.kind,
                "from": readers.time,
                "to": readers.time,
                "cursor": readers.cursor,
                "limit": readers.limit,
            },
        )
        question = Question(asked.get("state"), asked.get("kind", ""), asked.get("from", ""), asked.get("to", ""))
        if question.until and question.since > question.until:
            error = FieldError({"parameter": "to"}, "it is before from")
            raise Problem(HTTPStatus.BAD_REQUEST, "No file was received in such a time.", (error,))
        try:
            page = self.listing.page(question, asked.get("limit", USUAL_PAGE), asked.get("cursor", ""))
        except BadCursor as bad:
            error = FieldError({"parameter": "cursor"}, str(bad))
            raise Problem(HTTPStatus.BAD_REQUEST, "The list cannot go on from there.", (error,)) from None
        files = [listed(record) for record in page.files]
        return Answer({"files": files} | ({"cursor": page.cursor} if page.cursor else {}))

    def file(self, request: Request) -> Answer:
        """Answer with everything about one file. Raises ``Problem``."""
        record = self.table.get(readers.file_id(request))
        if record is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no file of that id.")
        return Answer(whole(record))

    def stats(self, request: Request) -> Answer:
        """Answer with how many files there are. Raises ``Problem``."""
        query_fields(request, {})
        stats = self.listing.stats(KINDS)
        return Answer({"states": dict(stats.states), "kinds": dict(stats.kinds)})
