"""``DELETE /v1/files/{id}``: takes a file out of the inbox. The catalogue follows as it follows every removal."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lambda_kit.requests import Request

from gearbox.api import readers
from gearbox.api.problems import Answer, Problem
from gearbox.catalogue.noting import Records
from gearbox.catalogue.record import State


@dataclass(frozen=True)
class Removal:
    """What removing needs: the catalogue, and the inbox by an S3 client."""

    table: Records
    s3: Any
    bucket: str

    def answer(self, request: Request) -> Answer:
        """Answer a call: accepted, since the catalogue says so only a moment later. Raises ``Problem``."""
        record = self.table.get(readers.file_id(request))
        if record is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no file of that id.")
        if not record.key:
            raise Problem(HTTPStatus.CONFLICT, "This is no file: it keeps a message that could not be read.")
        if record.state is not State.REMOVED:
            self.s3.delete_object(Bucket=self.bucket, Key=record.key)
        return Answer({"file_id": record.file_id, "key": record.key}, HTTPStatus.ACCEPTED)
