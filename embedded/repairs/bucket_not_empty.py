"""A bucket that holds anything cannot be deleted with its stack.

Stock MiniStack drops a bucket with all of its objects when the stack is deleted, and keeps their versions for whoever
makes a bucket of that name again. On AWS the deletion of the stack fails with DELETE_FAILED, object versions and delete
markers included, and deleting it again after emptying the bucket works. DeletionPolicy Retain and RetainExceptOnCreate
are MiniStack's own and work; the contract test holds it to them.

Hook: the `delete` of the provisioner of `AWS::S3::Bucket`, which becomes S3's own DeleteBucket.
"""

from __future__ import annotations

from embedded import hooks, provisioning

S3 = "ministack.services.s3"
_GONE = 404


def apply() -> None:
    """Has stacks delete buckets as S3 itself does."""
    provisioning.handler("AWS::S3::Bucket")["delete"] = _delete


def _delete(bucket: str, _properties: provisioning.Properties) -> None:
    status, _headers, body = hooks.attribute(S3, "_delete_bucket")(bucket)
    if status >= 400 and status != _GONE:  # noqa: PLR2004 - an HTTP status
        message = "is not empty" if b"BucketNotEmpty" in body else f"was refused: {body!r}"
        raise ValueError(
            f"The bucket you tried to delete {message} (Service: S3, Status Code: {status}). "
            f"Empty {bucket} first, its object versions included"
        )
