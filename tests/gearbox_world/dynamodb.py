"""The table of files in memory, as far as ``gearbox.catalogue`` uses one.

It knows those expressions only that the catalogue writes, and refuses every other one. One suite of tests holds it, the
in-process fake of all of AWS and the embedded AWS to the same behaviour.
"""

# ruff: noqa: N803  # the signatures are boto3's

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gearbox.catalogue.items import INDEX_KEYS, LISTED_AT, PROJECTED, Item

from tests.gearbox_world.faults import Wire, refusal

_UNCHANGED = "revision = :seen"
_ABSENT = "attribute_not_exists(file_id)"
_RANGE = "#shard = :shard AND #at BETWEEN :first AND :last"
_SHARD = "#shard = :shard"
_FILTER = "#filtered = :wanted"


class FakeDynamoDB:
    """A DynamoDB client of one table. ``written`` hears of every write: what stood there, what stands there."""

    def __init__(self, wire: Wire | None = None) -> None:
        self.items: dict[str, Item] = {}
        self.written: Callable[[Item | None, Item], None] = lambda _before, _after: None
        self._wire = wire or Wire()

    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool) -> dict[str, Any]:
        assert (TableName, ConsistentRead) == ("files", True)

        def get() -> dict[str, Any]:
            found = self.items.get(Key["file_id"]["S"])
            return {"Item": dict(found)} if found else {}

        return self._wire.call("GetItem", get)

    def put_item(
        self, *, TableName: str, Item: Item, ConditionExpression: str, ReturnValuesOnConditionCheckFailure: str,
        ExpressionAttributeValues: Item | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        assert (TableName, ReturnValuesOnConditionCheckFailure) == ("files", "ALL_OLD")

        def put() -> dict[str, Any]:
            before = self.items.get(Item["file_id"]["S"])
            if not _holds(ConditionExpression, before, ExpressionAttributeValues or {}):
                old = {"Item": dict(before)} if before else {}
                raise refusal("PutItem", "ConditionalCheckFailedException", 400, **old)
            self.items[Item["file_id"]["S"]] = dict(Item)
            self.written(before, Item)
            return {}

        return self._wire.call("PutItem", put)

    def query(
        self, *, TableName: str, IndexName: str, KeyConditionExpression: str, ExpressionAttributeNames: dict[str, str],
        ExpressionAttributeValues: Item, Limit: int = 1_000, Select: str = "", ScanIndexForward: bool = True,
        FilterExpression: str = "", ExclusiveStartKey: Item | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        assert TableName == "files"
        assert ExpressionAttributeNames["#shard"] == INDEX_KEYS[IndexName]
        assert KeyConditionExpression in {_RANGE, _SHARD}
        assert FilterExpression in {_FILTER, ""}
        values = {name: value["S"] for name, value in ExpressionAttributeValues.items()}
        first, last = values.get(":first", ""), values.get(":last", "~")
        if first > last:
            raise refusal("Query", "ValidationException", 400)
        found = [item for item in self.items.values() if _text(item, INDEX_KEYS[IndexName]) == values[":shard"]]
        found = [item for item in found if first <= _text(item, LISTED_AT) <= last]
        found.sort(key=lambda item: _text(item, LISTED_AT), reverse=not ScanIndexForward)
        if ExclusiveStartKey:
            at = [_text(item, "file_id") for item in found].index(ExclusiveStartKey["file_id"]["S"])
            found = found[at + 1 :]
        page, rest = found[:Limit], found[Limit:]
        if FilterExpression:
            name = ExpressionAttributeNames["#filtered"]
            kept = [item for item in page if _text(item, name) == values[":wanted"]]
        else:
            kept = page
        answer: dict[str, Any] = {"Count": len(kept)}
        if Select != "COUNT":
            shown = {*PROJECTED, "file_id", LISTED_AT, INDEX_KEYS[IndexName]}
            answer["Items"] = [{name: item[name] for name in shown & item.keys()} for item in kept]
        if rest or len(page) == Limit:
            keys = ("file_id", LISTED_AT, INDEX_KEYS[IndexName])
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in keys}
        return self._wire.call("Query", lambda: answer)


def _holds(condition: str, before: Item | None, values: Item) -> bool:
    if condition == _ABSENT:
        return before is None
    assert condition == _UNCHANGED
    return before is not None and before["revision"] == values[":seen"]


def _text(item: Item, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))
