"""The table of files: whole records, each written only where nobody else has written since it was read.

Every write carries a ``revision`` of its own. It makes the comparison, and it tells a write of ours whose answer got
lost, and which the client library therefore sent again, from somebody else's.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from gearbox.catalogue.items import Item, from_item, to_item
from gearbox.catalogue.record import FileRecord


class Changed(Exception):  # noqa: N818  # the name says what is the case, which need not be an error
    """Somebody else wrote the record since it was read; ``now`` is what stands there, ``None`` for nothing."""

    def __init__(self, now: FileRecord | None) -> None:
        self.now = now
        super().__init__("the record was changed by somebody else")


def _new_revision() -> str:
    return uuid.uuid4().hex


class FilesTable:
    """The table, through a DynamoDB client.

    Every method raises ``botocore.exceptions.ClientError`` when DynamoDB refuses the call.
    """

    def __init__(self, dynamodb: Any, name: str, revision: Callable[[], str] = _new_revision) -> None:
        self._dynamodb = dynamodb
        self._name = name
        self._revision = revision

    def get(self, file_id: str) -> FileRecord | None:
        """Read a record as it is now; ``None`` when there is none."""
        key = {"file_id": {"S": file_id}}
        found = self._dynamodb.get_item(TableName=self._name, Key=key, ConsistentRead=True).get("Item")
        return from_item(found) if found else None

    def put(self, record: FileRecord, seen: FileRecord | None) -> FileRecord:
        """Write a record in place of ``seen`` (``None``: where there is none) and return it as written.

        Raises ``Changed`` when something else stands there.
        """
        written = replace(record, revision=self._revision())
        try:
            self._dynamodb.put_item(
                TableName=self._name,
                Item=to_item(written),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **_unchanged_since(seen),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return self._ours(written, error.response.get("Item"))
        return written

    def _ours(self, written: FileRecord, item: Any) -> FileRecord:
        found: Item | None = item
        now = from_item(found) if found else self.get(written.file_id)
        if now is not None and now.revision == written.revision:
            return written
        raise Changed(now)


def _unchanged_since(seen: FileRecord | None) -> dict[str, Any]:
    if seen is None:
        return {"ConditionExpression": "attribute_not_exists(file_id)"}
    values = {":seen": {"S": seen.revision}}
    return {"ConditionExpression": "revision = :seen", "ExpressionAttributeValues": values}
