"""The artifact bucket: one listing says what is there, and what is missing is put in parallel.

Refusals of AWS (credentials, permissions) pass through: the action explains them, as it does for every service.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from .model import PREFIX

_PARALLEL_UPLOADS = 8  # below boto3's default of ten pooled connections
_ABSENT = frozenset({"NoSuchBucket", "404"})
# Another run put the same content first: the artifact is there, which is all that was wanted.
_THERE_ALREADY = "PreconditionFailed"
_BEING_WRITTEN = "ConditionalRequestConflict"  # S3 asks to try again
_ATTEMPTS = 5


class ArtifactBucket:
    """A bucket of artifacts named by their content; ``client`` is a boto3 S3 client."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name

    def keys(self) -> frozenset[str] | None:
        """List the artifacts that are there; ``None`` when the bucket itself is not."""
        try:
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=PREFIX)
            return frozenset(item["Key"] for page in pages for item in page.get("Contents", []))
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise

    def put(self, files: Mapping[str, Path]) -> None:
        """Upload files under their keys; what was uploaded before a fault stays and is used by the next run."""
        with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
            for done in [pool.submit(self._put, key, path) for key, path in files.items()]:
                done.result()

    def _put(self, key: str, path: Path, attempts: int = _ATTEMPTS) -> None:
        content = path.read_bytes()
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        try:
            self.client.put_object(Bucket=self.name, Key=key, Body=content, ChecksumSHA256=checksum, IfNoneMatch="*")
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == _BEING_WRITTEN and attempts > 1:
                self._put(key, path, attempts - 1)
            elif code != _THERE_ALREADY:
                raise
