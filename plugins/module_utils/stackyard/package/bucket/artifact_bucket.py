"""The artifact bucket: one listing says what is there, and what is missing is put in parallel.

Below ``artifacts/`` lie the zips by their digest and two kinds of empty notes, whose keys alone are read, so that they
cost no call of their own: ``sets/<digest>.<bytes>``, the unpacked size of a set of packages, which a machine that never
installed it needs to lay artifacts out; and ``hot/<system>/<function>``, a function whose code was updated in place.

Refusals of AWS (credentials, permissions) pass through: the action explains them, as it does for every service.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from ...errors import StackyardError
from ...refusals import code_of
from ..model import PREFIX

_PARALLEL_UPLOADS = 8  # below boto3's default of ten pooled connections
_ABSENT = frozenset({"NoSuchBucket", "404"})
# Another run put the same content first: the artifact is there, which is all that was wanted.
_THERE_ALREADY = "PreconditionFailed"
_BEING_WRITTEN = "ConditionalRequestConflict"  # S3 asks to try again
_PAUSES = (0.2, 0.8, 3.2, 12.8)  # seconds, until whoever writes has surely written
_SET_NOTE = re.compile(re.escape(PREFIX) + r"sets/([0-9a-f]{64})\.(\d+)")
_HOT_NOTE = re.compile(re.escape(PREFIX) + r"hot/([^/]+/[^/]+)")


@dataclass(frozen=True)
class Held:
    """What the bucket holds: packed bytes by key, unpacked bytes of sets by digest, functions updated in place."""

    artifacts: Mapping[str, int] = field(default_factory=dict)
    sets: Mapping[str, int] = field(default_factory=dict)
    hot: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sizes: Mapping[str, int]) -> Held:
        """Sort a listing (bytes by key) into artifacts and notes."""
        sets = {found[1]: int(found[2]) for key in sizes if (found := _SET_NOTE.fullmatch(key))}
        hot = frozenset(found[1] for key in sizes if (found := _HOT_NOTE.fullmatch(key)))
        return cls({key: size for key, size in sizes.items() if key.endswith(".zip")}, sets, hot)


def set_note(digest: str, unpacked_bytes: int) -> str:
    """Key of the note that tells a set's size."""
    return f"{PREFIX}sets/{digest}.{unpacked_bytes}"


def hot_note(function: str) -> str:
    """Key of the note that a function ("trainings/get_test") was updated in place."""
    return f"{PREFIX}hot/{function}"


def no_bucket(name: str) -> StackyardError:
    """Say that the bucket is not there, or not any more."""
    remedy = "deploy the foundation first: run the deploy playbook without limits"
    return StackyardError("the artifact bucket does not exist", given=name, remedy=remedy)


class ArtifactBucket:
    """A bucket of artifacts named by their content; ``client`` is a boto3 S3 client, ``pause`` waits for seconds."""

    def __init__(self, client: Any, name: str, pause: Callable[[float], object] = time.sleep) -> None:
        self.client = client
        self.name = name
        self.pause = pause

    def held(self, owner: str = "") -> Held | None:
        """List what is there, a thousand keys a call; ``None`` when the bucket itself is not.

        S3 refuses when the bucket is not of the account ``owner``, if one is given.
        """
        asked = {"Bucket": self.name, "Prefix": PREFIX, **({"ExpectedBucketOwner": owner} if owner else {})}
        try:
            pages = self.client.get_paginator("list_objects_v2").paginate(**asked)
            return Held.of({item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])})
        except ClientError as error:
            if code_of(error) in _ABSENT:
                return None
            raise

    def confirmed(self) -> ArtifactBucket:
        """Give the bucket that may be written: this one, unless its name was only remembered."""
        return self

    def put(self, files: Mapping[str, Path], notes: Iterable[str] = ()) -> None:
        """Upload files under their keys, then leave notes; what was put before a fault is used by the next run."""
        with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
            puts = [pool.submit(self._put_file, key, path) for key, path in files.items()]
            for done in [*puts, *(pool.submit(self.note, key) for key in notes)]:
                done.result()

    def note(self, key: str) -> None:
        """Leave an empty object, whose key says everything."""
        self.client.put_object(Bucket=self.name, Key=key, Body=b"")

    def remove(self, keys: Iterable[str]) -> None:
        """Take notes away."""
        for key in keys:
            self.client.delete_object(Bucket=self.name, Key=key)

    def _put_file(self, key: str, path: Path) -> None:
        with path.open("rb") as content:
            checksum = base64.b64encode(hashlib.file_digest(content, "sha256").digest()).decode()
            for pause in _PAUSES:
                if self._put(key, content, checksum, last=False):
                    return
                self.pause(pause)
            self._put(key, content, checksum, last=True)

    def _put(self, key: str, content: BinaryIO, checksum: str, *, last: bool) -> bool:
        """Put a file; ``False`` when another run is putting it just now, and this is not the ``last`` attempt."""
        content.seek(0)
        try:
            answer = self.client.put_object(
                Bucket=self.name, Key=key, Body=content, ChecksumSHA256=checksum, IfNoneMatch="*"
            )
        except ClientError as error:
            code = code_of(error)
            if code == _BEING_WRITTEN and not last:
                return False
            if code in _ABSENT:
                raise no_bucket(self.name) from None
            if code != _THERE_ALREADY:
                raise
        else:
            self._check_confirmed(key, answer, checksum)
        return True

    def _check_confirmed(self, key: str, answer: Mapping[str, Any], checksum: str) -> None:
        """Believe only S3 that something was stored: the page of a proxy is a success, too, for HTTP."""
        if not answer.get("ETag") or answer.get("ChecksumSHA256", checksum) != checksum:
            raise StackyardError(
                "an upload was answered, but not confirmed by S3",
                given=f"s3://{self.name}/{key}",
                remedy="look at what stands between here and AWS (HTTPS_PROXY), then run the same command again",
            )
