"""What becomes of an order: it is checked, queued under an id, kept in the table, and found there.

Between queue and table nothing is lost: a message that cannot be kept comes back, and ends in the dead-letter queue.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from lambda_kit.checking import BadValue
from lambda_kit.requests import ApiError, Request

LONGEST_NAME = 100  # characters of an item's name


class Desk:
    """Orders of one table and queue; ``most_pieces`` is how many one order may ask for."""

    def __init__(self, sqs: Any, queue_url: str, dynamodb: Any, table: str, most_pieces: int) -> None:
        self._sqs = sqs
        self._queue_url = queue_url
        self._dynamodb = dynamodb
        self._table = table
        self._most_pieces = most_pieces

    def take(self, request: Request) -> dict[str, Any]:
        """Queue an order ``{"item": ..., "pieces": ...}``; returns its id. Raises ``ApiError`` 400."""
        fields = request.json_fields({"item": _short_text, "pieces": self._pieces})
        order = {"id": uuid.uuid4().hex, **fields}
        self._sqs.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps(order))
        return {"id": order["id"]}

    def find(self, order_id: str) -> dict[str, Any]:
        """Return an order that was kept. Raises ``ApiError`` 404 for any other."""
        item = self._dynamodb.get_item(TableName=self._table, Key={"id": {"S": order_id}}).get("Item")
        if item is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "There is no such order, or it is not kept yet.")
        return {"id": order_id, "item": item["item"]["S"], "pieces": int(item["pieces"]["N"])}

    def _pieces(self, value: object) -> int:
        if type(value) is not int or not 1 <= value <= self._most_pieces:
            raise BadValue(f"it must be a whole number from 1 to {self._most_pieces}")
        return value


def keep(dynamodb: Any, table: str, order: Mapping[str, Any]) -> None:
    """Write an order; one that is delivered twice is the same order."""
    item = {"id": {"S": order["id"]}, "item": {"S": order["item"]}, "pieces": {"N": str(order["pieces"])}}
    dynamodb.put_item(TableName=table, Item=item)


def _short_text(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_NAME:
        raise BadValue(f"it must be a text of 1 to {LONGEST_NAME} characters")
    return value
