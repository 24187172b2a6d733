"""Empties a bucket of everything that keeps it from being deleted: versions, delete markers, unfinished uploads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from .errors import StackyardError
from .refusals import code_of
from .text.words import counted

_GONE = ("NoSuchBucket", "404")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def empty_bucket(s3: Any, bucket: str) -> int:
    """Delete all that is in a bucket, a thousand objects a call; how many versions went. A missing bucket is empty.

    Raises ``StackyardError`` naming the first object that S3 refuses to delete.
    """
    try:
        abort_uploads(s3, bucket)
        return sum(delete_batch(s3, bucket, batch) for batch in batches(s3, bucket))
    except ClientError as error:
        if code_of(error) in _GONE:
            return 0
        raise


def batches(s3: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    """Every version and delete marker, page by page (a page has no more than a thousand, as a deletion takes)."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        entries = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        if entries:
            yield [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in entries]


def delete_batch(s3: Any, bucket: str, batch: list[dict[str, str]]) -> int:
    """Delete up to a thousand versions; one by one those whose names no XML document can carry, as S3 has it."""
    alone = [one for one in batch if _NOT_IN_XML.search(one["Key"])]
    for one in alone:
        s3.delete_object(Bucket=bucket, **one)
    together = [one for one in batch if one not in alone] if alone else batch
    if not together:
        return len(batch)
    errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": together, "Quiet": True}).get("Errors", ())
    if errors:
        first = errors[0]
        raise StackyardError(
            f"{counted(len(errors), 'object')} of bucket {bucket} cannot be deleted",
            given=f"{first.get('Key')}: {first.get('Code')} {first.get('Message')}",
            remedy="lift what the message names (retention, legal hold, a policy), then run the same command again",
        )
    return len(batch)


def abort_uploads(s3: Any, bucket: str) -> None:
    """Abort multipart uploads that nobody finished; their parts are invisible, and paid for."""
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for upload in page.get("Uploads", ()):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
