"""``POST /v1/files``: lets a client upload one file of a size and type that it names beforehand.

The client gets a form that S3 takes until it expires; conditions of the form hold it to the key, the type and the exact
size. The bytes go to S3 directly, so the API's limits do not bound files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from lambda_kit.requests import Request

from gearbox.api import readers
from gearbox.api.fields import body_fields
from gearbox.api.problems import Answer
from gearbox.arrivals import file_id_of

_ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Uploads:
    """Where files are uploaded to, by an S3 client; how large one may be (bytes), how long a form lasts (seconds)."""

    s3: Any
    bucket: str
    largest: int
    seconds: int

    def answer(self, request: Request) -> Answer:
        """Answer a call. Raises ``Problem``."""
        wanted = body_fields(
            request,
            {"name": readers.name, "size": readers.size(self.largest)},
            {"type": readers.media_type},
        )
        key = wanted["name"]
        form = self._form(key, wanted["size"], wanted.get("type", _ANY_TYPE))
        expires_at = (request.now + timedelta(seconds=self.seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
        upload = {"url": form["url"], "fields": form["fields"], "expires_at": expires_at}
        return Answer({"file_id": file_id_of(key), "key": key, "upload": upload}, HTTPStatus.CREATED)

    def _form(self, key: str, size: int, media_type: str) -> dict[str, Any]:
        form: dict[str, Any] = self.s3.generate_presigned_post(
            Bucket=self.bucket,
            Key=key,
            Fields={"Content-Type": media_type},
            Conditions=[{"Content-Type": media_type}, ["content-length-range", size, size]],
            ExpiresIn=self.seconds,
        )
        return form
