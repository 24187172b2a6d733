"""API Gateway's keys and usage plan in memory: pages of two, names that repeat, a throttle, failures on demand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any


class NotFoundException(Exception):  # noqa: N818  # the service's name
    """What the service raises for an unknown id."""


class Gateway:
    """The part of API Gateway's client that operators use; methods bear the service's own names."""

    class exceptions:  # noqa: N801  # botocore's name
        NotFoundException = NotFoundException

    def __init__(self, usage_plan: str = "plan") -> None:
        self.usage_plan = usage_plan
        self.keys: dict[str, dict[str, Any]] = {}
        self.attached: list[str] = []
        self.calls: list[str] = []
        self.fail_at: dict[str, int] = {}
        self._numbers = itertools.count(1)

    def create_api_key(self, *, name: str, enabled: bool, tags: dict[str, str]) -> dict[str, Any]:
        self._called("create_api_key")
        number = next(self._numbers)
        key: dict[str, Any] = {
            "id": f"id{number}",
            "name": name,
            "value": f"value-of-key-{number:04}",
            "enabled": enabled,
            "tags": dict(tags),
            "createdDate": datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number),
        }
        self.keys[key["id"]] = key
        return key

    def get_api_key(self, *, apiKey: str, includeValue: bool) -> dict[str, Any]:  # noqa: N803
        self._called("get_api_key")
        assert includeValue
        return self.keys[apiKey]

    def delete_api_key(self, *, apiKey: str) -> None:  # noqa: N803
        self._called("delete_api_key")
        if apiKey not in self.keys:
            raise NotFoundException
        del self.keys[apiKey]
        self.attached = [one for one in self.attached if one != apiKey]

    def create_usage_plan_key(self, *, usagePlanId: str, keyId: str, keyType: str) -> None:  # noqa: N803
        self._called("create_usage_plan_key")
        assert (usagePlanId, keyType) == (self.usage_plan, "API_KEY")
        assert keyId in self.keys
        self.attached.append(keyId)

    def get_paginator(self, operation: str) -> _Pages:
        return _Pages(self, operation)

    def pages(self, operation: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        self._called(operation)
        items = self._keys(options) if operation == "get_api_keys" else [self.keys[one] for one in self.attached]
        for start in range(0, len(items) + 1, 2):
            yield {"items": items[start : start + 2]} if items else {}

    def _keys(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        found = [key for key in self.keys.values() if key["name"].startswith(options["nameQuery"])]
        hidden = () if options.get("includeValues") else ("value",)
        return [{name: value for name, value in key.items() if name not in hidden} for key in found]

    def _called(self, operation: str) -> None:
        self.calls.append(operation)
        if self.fail_at.get(operation) == self.calls.count(operation):
            raise ConnectionError(f"interrupted at {operation}")


class _Pages:
    def __init__(self, gateway: Gateway, operation: str) -> None:
        self._gateway = gateway
        self._operation = operation

    def paginate(self, **options: Any) -> Iterator[dict[str, Any]]:
        return self._gateway.pages(self._operation, options)
