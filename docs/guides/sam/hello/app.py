"""Greets a visitor by name, and counts the visits."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3


def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer ``GET /hello?name=Ada`` with the greeting and how often Ada came."""
    name = (event.get("queryStringParameters") or {}).get("name", "you")
    counted = (
        boto3.resource("dynamodb")
        .Table(os.environ["VISITORS"])
        .update_item(
            Key={"name": name},
            UpdateExpression="ADD visits :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="UPDATED_NEW",
        )
    )
    visits = int(counted["Attributes"]["visits"])
    return {"statusCode": 200, "body": json.dumps({"hello": name, "visits": visits})}
